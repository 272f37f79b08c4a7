service Kinds { string load(1: string name) }
