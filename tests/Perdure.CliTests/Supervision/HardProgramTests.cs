using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Supervision;

/// <summary>Programs that make it hard for their supervisor: each runs as it would alone, and what checkpoints there are can be restored.</summary>
public sealed class HardProgramTests : SupervisionTest
{
    [Fact]
    public void A_program_with_a_thousand_children()
    {
        const string script = """
            import os, sys, time
            children = []
            reading, writing = os.pipe()
            for number in range(1000):
                child = os.fork()
                if child == 0:
                    os.close(writing)
                    os.read(reading, 1)
                    os._exit(number % 256)
                children.append(child)
            print("ready", flush=True)
            while not os.path.exists(sys.argv[1]):
                time.sleep(0.05)
            os.close(writing)
            codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
            sys.exit(0 if codes == [number % 256 for number in range(1000)] else 9)
            """;
        var run = Bench.StartPerdure("run", "--every", "200ms", "--name", "many", "--", "python3", WriteFile("many.py", script), Path.Combine(Bench.Folder, "go"));
        AwaitText(run, "ready");
        // All of them end while the next one is being taken: of those that die as they are seized the parent has to hear as well.
        Patience.Until(() => Checkpoints().Count > 0, TimeSpan.FromSeconds(90), "the first checkpoint");
        Thread.Sleep(300);
        WriteFile("go", "");
        Assert.Equal(0, run.WaitForExit(TimeSpan.FromSeconds(120)));
        Assert.Equal("", run.Errors);
        Assert.All(Checkpoints().Take(2), id => Bench.Perdure("verify", id, "--json").Expect(0));
    }

    [Fact]
    public void A_program_that_forks_and_waits_a_thousand_times()
    {
        const string script = """
            import os, sys, time
            number, end = 0, time.monotonic() + 2
            while number < 1000 or time.monotonic() < end:
                number += 1
                child = os.fork()
                if child == 0: os._exit(number % 256)
                if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != number % 256: sys.exit(9)
            """;
        var run = Bench.Perdure(["run", "--every", "200ms", "--on-idle", "100ms", "--name", "forks", "--", "python3", WriteFile("forks.py", script)]).Expect(0);
        Assert.Equal("", run.Errors);
        Assert.Contains("checkpoint", Kinds("forks"));
        Assert.DoesNotContain("checkpoint-failed", Kinds("forks"));
    }

    [Fact]
    public void Programs_that_end_at_once()
    {
        for (var round = 0; round < 10; round++)
        {
            var run = Bench.Perdure("run", "--every", "200ms", "--on-idle", "200ms", "--before-exit", "--", "sh", "-c", $"exit {round}").Expect(round);
            Assert.Equal("", run.Errors);
        }
    }

    [Fact]
    public void A_program_that_becomes_another_one()
    {
        const string script = """
            import os, sys, time
            step = int(sys.argv[1])
            data = os.urandom(4 << 20)
            time.sleep(0.5)
            if step == 6: sys.exit(11)
            os.execv(sys.executable, [sys.executable, sys.argv[0], str(step + 1)])
            """;
        var file = WriteFile("steps.py", script);
        var run = Bench.StartPerdure("run", "--every", "200ms", "--on-idle", "200ms", "--name", "steps", "--", "python3", file, "0");
        Assert.Equal(11, run.WaitForExit(Limit));
        Assert.Equal("", run.Errors);
        Assert.DoesNotContain("checkpoint-failed", Kinds("steps"));
        var last = Checkpoints()[0];
        Bench.Perdure("verify", last, "--json").Expect(0);
        var restored = Bench.StartPerdure("restore", last, "--foreground");
        Assert.Equal(11, restored.WaitForExit(Limit));
    }

    [Fact]
    public void A_program_that_changes_its_user()
    {
        Needs.Root();
        const string script = """
            import os, sys, time
            data = bytearray(os.urandom(4 << 20))
            time.sleep(0.5)
            os.setgroups([]); os.setgid(65534); os.setuid(65534)
            for count in range(10):
                data[count << 12] ^= 255
                time.sleep(0.1)
            time.sleep(1)
            sys.exit(12 if os.getuid() == 65534 else 13)
            """;
        var run = Bench.StartPerdure("run", "--every", "200ms", "--on-idle", "200ms", "--name", "user", "--", "python3", "-c", script);
        Assert.Equal(12, run.WaitForExit(Limit));
        Assert.Equal("", run.Errors);
        Assert.DoesNotContain("checkpoint-failed", Kinds("user"));
        Bench.Perdure("verify", Checkpoints()[0], "--json").Expect(0);
        Assert.Equal(12, Bench.StartPerdure("restore", Checkpoints()[0], "--foreground").WaitForExit(Limit));
    }

    [Fact]
    public void A_program_has_one_supervisor_whatever_their_folders()
    {
        var run = Bench.StartPerdure("run", "--every", "200ms", "--name", "one", "--", "sleep", "60");
        Patience.Until(() => Supervised().Count == 1, Limit, "the supervised program");
        var pid = Supervised()[0].GetProperty("pid").GetInt32();
        Bench.Perdure("attach", $"{pid}").ExpectFailure(1, $"process {pid} has a supervisor already", $"perdure stop {pid}");
        var folder = Bench.Environment["PERDURE_RUN"];
        Bench.Environment["PERDURE_RUN"] = folder + "2";
        Bench.Perdure("attach", $"{pid}").ExpectFailure(1, $"process {pid} has a supervisor already", $"perdure stop {pid}");
        Bench.Environment["PERDURE_RUN"] = folder;
        AwaitCheckpoints(pid, 3);
        Kill(pid);
        Assert.Equal(137, run.WaitForExit(Limit));
    }

    /// <summary>The clock of the machine is everybody's, and no namespace has a wall clock; so perdure alone sees one that jumps, by libfaketime.</summary>
    [Fact]
    public void Jumps_of_the_wall_clock_move_nothing()
    {
        var library = Needs.Program("libfaketimeMT.so.1", "/usr/lib/x86_64-linux-gnu/faketime");
        var offset = WriteFile("offset", "+0");
        Bench.Environment["LD_PRELOAD"] = library;
        Bench.Environment["DONT_FAKE_MONOTONIC"] = "1";
        Bench.Environment["FAKETIME_TIMESTAMP_FILE"] = offset;
        Bench.Environment["FAKETIME_NO_CACHE"] = "1";
        var run = Bench.StartPerdure("run", "--every", "300ms", "--name", "jumpy", "--", "sleep", "60");
        foreach (var name in new[] { "LD_PRELOAD", "DONT_FAKE_MONOTONIC", "FAKETIME_TIMESTAMP_FILE", "FAKETIME_NO_CACHE" })
            Bench.Environment.Remove(name);
        Patience.Until(() => Supervised().Count == 1, Limit, "the supervised program");
        var pid = Supervised()[0].GetProperty("pid").GetInt32();
        AwaitCheckpoints(pid, 1);
        foreach (var jump in new[] { "-3d", "+400d", "-3d", "+0" })
        {
            File.WriteAllText(offset, jump);
            var seen = Status(pid).GetProperty("checkpoints").GetInt32();
            Thread.Sleep(2000);
            Assert.InRange(Status(pid).GetProperty("checkpoints").GetInt32() - seen, 3, 8);
            if (jump != "+0")
                Assert.True((Status(pid).GetProperty("lastAt").GetDateTimeOffset() - DateTimeOffset.UtcNow).Duration() > TimeSpan.FromDays(2), "the clock did not jump for perdure");
        }

        // Killed while its clock was years ahead, and found again under its name all the same.
        File.WriteAllText(offset, "+400d");
        AwaitCheckpoints(pid, Status(pid).GetProperty("checkpoints").GetInt32() + 1);
        Kill(run.Pid);
        run.WaitForExit(Limit);
        Assert.Equal("jumpy", Bench.Perdure("attach", $"{pid}", "--detach", "--json").Expect(0).Json.GetProperty("programs")[0].GetProperty("name").GetString());
        Kill(pid);
    }
}
