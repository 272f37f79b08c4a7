// A service whose call ends the server.
service Quitting { string text(1: i32 length) i32 quit() }
