#!/usr/bin/env bash
# Usage: run.sh MAIN_CLASS [ARGUMENT...]
# Runs a main class of the examples outside Maven. Compiles first when a source or a pom is newer than the last time;
# what Maven says of that goes to stderr. The class path is computed once, into target/classpath.txt. JAVA_OPTS is passed on.
set -euo pipefail

examples=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
root=$(dirname "$examples")
classpath=$examples/target/classpath.txt

up_to_date() {
  [[ -s $classpath ]] || return 1
  local module
  for module in autodiff-core autodiff-nn autodiff-examples; do
    [[ -d $root/$module/target/classes/org ]] || return 1
  done
  [[ -z $(find "$root"/pom.xml "$root"/autodiff-*/pom.xml "$root"/autodiff-*/src/main -newer "$classpath" -print -quit) ]]
}

if ! up_to_date; then
  # The class path must come out of the same Maven run, in which the other modules are their classes and not jars.
  (cd "$root" && mvn -q -B -ntp -pl autodiff-core,autodiff-nn,autodiff-examples \
    compile dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime) >&2
  touch "$classpath"
fi

java=java
[[ -n ${JAVA_HOME:-} && -x $JAVA_HOME/bin/java ]] && java=$JAVA_HOME/bin/java

# JDK 24 and newer warn of native code and of sun.misc.Unsafe, both of which JavaCPP uses; 17 does not know the second option.
access=(--enable-native-access=ALL-UNNAMED)
if "$java" --sun-misc-unsafe-memory-access=allow -version >/dev/null 2>&1; then
  access+=(--sun-misc-unsafe-memory-access=allow)
fi

# shellcheck disable=SC2086 # several options are several words
exec "$java" "${access[@]}" ${JAVA_OPTS:-} -cp "$examples/target/classes:$(<"$classpath")" "$@"
