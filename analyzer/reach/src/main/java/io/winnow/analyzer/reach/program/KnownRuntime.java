// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.program;

import io.winnow.analyzer.reach.ReachGap;
import java.util.Optional;
import java.util.regex.Pattern;

/** Programs and libraries that run code which their files do not have, by the names under which they are installed. */
enum KnownRuntime {
    JAVASCRIPT_V8(ReachGap.Kind.GENERATES_CODE, "JavaScript (V8)", "node|nodejs|libnode\\.so.*|chromium|chrome|libv8.*\\.so.*|deno"),
    JAVASCRIPT_BUN(ReachGap.Kind.GENERATES_CODE, "JavaScript (JavaScriptCore)", "bun|libjavascriptcoregtk.*\\.so.*"),
    JAVA(ReachGap.Kind.GENERATES_CODE, "Java", "java|libjvm\\.so.*"),
    DOTNET(ReachGap.Kind.GENERATES_CODE, ".NET", "dotnet|libcoreclr\\.so.*|mono|mono-sgen|libmono.*\\.so.*"),
    LUAJIT(ReachGap.Kind.GENERATES_CODE, "Lua (LuaJIT)", "luajit.*|libluajit.*\\.so.*"),
    PYPY(ReachGap.Kind.GENERATES_CODE, "Python (PyPy)", "pypy.*|libpypy.*\\.so.*"),
    ERLANG(ReachGap.Kind.GENERATES_CODE, "Erlang", "beam\\.smp"),
    LLVM(ReachGap.Kind.GENERATES_CODE, "LLVM", "libLLVM.*\\.so.*"),
    PYTHON(ReachGap.Kind.INTERPRETER, "Python", "python[0-9.]*|libpython[0-9.]*\\.so.*"),
    PERL(ReachGap.Kind.INTERPRETER, "Perl", "perl[0-9.]*|libperl\\.so.*"),
    RUBY(ReachGap.Kind.INTERPRETER, "Ruby", "ruby[0-9.]*|libruby.*\\.so.*"),
    PHP(ReachGap.Kind.INTERPRETER, "PHP", "php[0-9.]*|php-fpm[0-9.]*|libphp.*\\.so.*"),
    LUA(ReachGap.Kind.INTERPRETER, "Lua", "lua[0-9.]*|liblua[0-9.]*\\.so.*"),
    GUILE(ReachGap.Kind.INTERPRETER, "Scheme", "guile.*|libguile.*\\.so.*"),
    TCL(ReachGap.Kind.INTERPRETER, "Tcl", "tclsh[0-9.]*|libtcl.*\\.so.*"),
    AWK(ReachGap.Kind.INTERPRETER, "awk", "mawk|gawk|awk"),
    SHELL(ReachGap.Kind.INTERPRETER, "shell", "sh|bash|dash|zsh|ksh|busybox");

    private final ReachGap.Kind kind;
    private final String language;
    private final Pattern names;

    KnownRuntime(ReachGap.Kind kind, String language, String names) {
        this.kind = kind;
        this.language = language;
        this.names = Pattern.compile(names);
    }

    ReachGap.Kind kind() {
        return kind;
    }

    String language() {
        return language;
    }

    /** What a file is, by its path. */
    static Optional<KnownRuntime> of(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        for (KnownRuntime each : values()) {
            if (each.names.matcher(name).matches()) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
