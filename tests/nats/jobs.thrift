/** Oneway calls that leave a line in a file each time they are run: the text, and how many times they were brought. */
service Jobs {
  oneway void note(1: string file, 2: string text)
  /** Throws as long as it was not brought more often than this. */
  oneway void fail(1: string file, 2: i32 times)
  /** Works for so many milliseconds between two lines. */
  oneway void hold(1: string file, 2: i32 milliseconds)
  /** Ends its process the first time. */
  oneway void kill(1: string file)
  i32 add(1: i32 number)
}
