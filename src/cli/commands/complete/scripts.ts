// Functions by which shells complete our command lines: they hand us the words, and read on the first line of the answer
// whether files may follow, and then the ways to go on. Small ones of our own: those of the library that there is for it need
// bash-completion, run what is written on the command line, and offer no files.

/** The shells that it is known for. */
export const shells = ["bash", "zsh", "fish"] as const;

type Shell = (typeof shells)[number];

export function isShell(name: string): name is Shell {
  return (shells as readonly string[]).includes(name);
}

/** Works on macOS' old version too: it knows neither mapfile nor compopt. */
const bash = `_thriftserve() {
  local program=\${COMP_WORDS[0]/#\\~/$HOME} current=\${COMP_WORDS[COMP_CWORD]} files= line
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ -z $files ]]; then files=$line; else COMPREPLY+=("\${line%%$'\\t'*}"); fi
  done < <("$program" complete bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  [[ $files == files ]] || return 0
  [[ $current == = ]] && current=
  type compopt &>/dev/null && compopt -o filenames
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
}
complete -F _thriftserve thriftserve
`;

const zsh = `#compdef thriftserve
_thriftserve() {
  local -a lines found
  local line program=\${~\${(Q)words[1]}}
  lines=("\${(@f)$("$program" complete zsh -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  for line in "\${(@)lines[2,-1]}"; do
    [[ -n $line ]] && found+=("\${\${line//:/\\\\:}/$'\\t'/:}")
  done
  (( $#found )) && _describe -V thriftserve found
  [[ $lines[1] == files ]] || return
  [[ $PREFIX == --*=* ]] && compset -P '--*='
  _files
}
if [[ $funcstack[1] == _thriftserve ]]; then _thriftserve; else compdef _thriftserve thriftserve; fi
`;

const fish = `function __thriftserve_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -l lines ($program complete fish -- $words[2..-1] "$current" 2>/dev/null)
    for line in $lines[2..-1]
        echo $line
    end
    if test "$lines[1]" = files
        set -l before (string match -r -- '^--[^=]*=' "$current")
        for path in (__fish_complete_path (string replace -r -- '^--[^=]*=' '' "$current"))
            echo "$before$path"
        end
    end
end
complete -c thriftserve -f -k -a '(__thriftserve_complete)'
`;

/** The text for each. */
export const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };
