using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Recoveries;

/// <summary>Programs that crash again and again: many bad requests in a row are survived, a program that does nothing else ends by its own signal.</summary>
public sealed class CrashLoopTests : RecoveryTest
{
    /// <summary>Without a pause several may come in one turn of the server's loop.</summary>
    [Theory]
    [InlineData("loop", "null-read")]
    [InlineData("loop", "assert")]
    [InlineData("threads", "division")]
    [InlineData("prefork", "wild-write")]
    public void Twenty_bad_requests_at_once_are_survived(string style, string bug)
    {
        var server = BuggyServer.Start(Bench, style);
        Guard(server.Pid, "server");
        using var kept = server.Connect();
        Assert.Equal("OK", BuggyServer.Ask(kept, "PUT before yes"));
        var bad = Enumerable.Range(0, 20).Select(_ => server.Connect()).ToList();
        try
        {
            foreach (var client in bad)
                client.Send($"BUG {bug}\n");
            Assert.Equal("PONG", BuggyServer.Ask(kept, "PING"));
            // A worker that serves one client after the other comes to the next when this one has gone.
            foreach (var client in bad)
                client.Dispose();
            Patience.Until(() => Told("server", "crash-suppressed").Count == bad.Count, Limit, "all crashes");
        }
        finally
        {
            bad.ForEach(client => client.Dispose());
        }

        Assert.Equal("yes", BuggyServer.Ask(kept, "GET before"));
        using var later = server.Connect();
        Assert.Equal("PONG", BuggyServer.Ask(later, "PING"));
        Assert.DoesNotContain("crash", Kinds("server"));
    }

    [Theory]
    [InlineData("usleep(20000);", 20)]
    [InlineData("", 5)]
    public void A_program_that_does_nothing_else_ends_by_its_own_signal(string between, int seconds)
    {
        var run = Bench.StartPerdure("run", "--recover", "--name", "looping", "--", Compile("looping", $$"""
            #include <unistd.h>
            static int *volatile nothing;
            static __attribute__((noinline)) int crash(void) { return *nothing; }
            int main(void) { usleep(500000); for (;;) { {{between}} crash(); } }
            """));
        Assert.Equal(139, run.WaitForExit(TimeSpan.FromSeconds(seconds)));
        var kinds = Kinds("looping");
        Assert.InRange(kinds.Count, 2, 60);
        Assert.Contains(kinds, kind => kind is "crash-loop" or "crash");
    }

    /// <summary>A handler that gets rid of the fault by itself (as by siglongjmp) gets its signals when there are many of them, and is told of once.</summary>
    [Fact]
    public void A_program_that_handles_its_faults_itself_goes_on_doing_so()
    {
        var run = Bench.StartPerdure("run", "--recover", "--name", "handling", "--", Compile("handling", """
            #include <setjmp.h>
            #include <signal.h>
            #include <stdio.h>
            #include <unistd.h>
            static sigjmp_buf back;
            static int *volatile nothing;
            static volatile int handled;
            static void handle(int signal) { handled++; siglongjmp(back, signal); }
            static __attribute__((noinline)) int crash(void) { return *nothing; }
            int main(void)
            {
                signal(SIGSEGV, handle);
                usleep(500000);
                for (volatile int count = 0; count < 3000; count++)
                    if (!sigsetjmp(back, 1)) crash();
                printf("%d\n", handled > 2000);
                return 3;
            }
            """));
        Assert.Equal(3, run.WaitForExit(Limit));
        Assert.Equal("1\n", run.Output);
        Assert.Equal(1, Kinds("handling").Count(kind => kind == "crash-loop"));
    }

    private string Compile(string name, string source)
    {
        var program = Path.Combine(Bench.Folder, name);
        var gcc = Bench.Start("gcc", "gcc", "-O1", "-o", program, WriteFile($"{name}.c", source));
        Assert.True(gcc.WaitForExit(Limit) == 0, gcc.Errors);
        return program;
    }
}
