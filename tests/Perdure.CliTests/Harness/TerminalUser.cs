namespace Perdure.CliTests.Harness;

/// <summary>Plays a user at a terminal, with a shell with job control between: says words and expects others.</summary>
internal static class TerminalUser
{
    private const string Echo = """
        import os, signal, sys
        signal.signal(signal.SIGINT, lambda number, frame: print("interrupted", flush=True))
        print("ready", flush=True)
        while True:
            word = sys.stdin.readline().strip()
            if word == "quit":
                sys.exit(7)
            print("got", word, "in front" if os.tcgetpgrp(0) == os.getpgrp() else "behind", flush=True)
        """;

    private const string Beginning = """
        import os, pty, re, select, subprocess, sys, time
        perdure, echo, options = sys.argv[1], sys.argv[2], " ".join(sys.argv[3:])
        pid, terminal = pty.fork()
        if pid == 0:
            os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
        seen = ""
        def expect(word):
            global seen
            end = time.time() + 20
            while word not in seen:
                if time.time() > end or not select.select([terminal], [], [], 20)[0]:
                    print("fail: no", repr(word), "in", repr(seen), flush=True)
                    sys.exit(1)
                seen += os.read(terminal, 4096).decode(errors="replace")
            seen = seen[seen.index(word) + len(word):]
        def say(text):
            os.write(terminal, text.encode())

        """;

    private const string End = """

        print("pass", flush=True)
        """;

    /// <summary>Plays a script of say and expect; perdure and echo name the two programs, and echo says what it reads, and whether it has the terminal.</summary>
    public static void Play(Workbench bench, string script, params IEnumerable<string> options)
    {
        var (user, echo) = (Path.Combine(bench.Folder, "user.py"), Path.Combine(bench.Folder, "echo.py"));
        File.WriteAllText(user, Beginning + script + End);
        File.WriteAllText(echo, Echo);
        var environment = bench.Environment.Select(pair => $"{pair.Key}={pair.Value}").Append($"PERDURE_STORE={bench.Store}");
        var played = bench.Start("user", [Needs.Program("env"), .. environment, Needs.Program("python3"), user, PerdureBinary.Path, echo, .. options]);
        Assert.True(played.WaitForExit(TimeSpan.FromSeconds(60)) is not null, "the user still waits");
        Assert.True(played.Output.Contains("pass", StringComparison.Ordinal), played.Output + played.Errors);
    }
}
