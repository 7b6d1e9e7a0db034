using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Faults;

/// <summary>What no checkpoint can keep is refused before anything is touched, naming process and descriptor; or replaced when told so.</summary>
public sealed class UnsupportedTests : FaultTest
{
    public static TheoryData<string> Kinds => ["io_uring", "userfaultfd", "perf", "bpf", "packet", "kvm"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_is_refused_by_name_and_the_target_runs_on(string kind)
    {
        var (program, fd) = Start(kind);
        var before = ProcessPicture.Of(program.Pid, withSiblings: true);
        var result = Bench.Checkpoint(program.Pid, "--kill");
        Assert.True(result.ExitCode is 1 or 3, $"exit code {result.ExitCode}\n{result}");
        result.ExpectFailure(result.ExitCode, $"{program.Pid}", fd, kind == "packet" ? "socket" : kind);
        Assert.Empty(before.DifferencesTo(ProcessPicture.Of(program.Pid, withSiblings: true), new HashSet<string>()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void When_told_so_it_is_replaced_by_something_that_fails_cleanly(string kind)
    {
        var (program, _) = Start(kind);
        var taken = Bench.Checkpoint(program.Pid, "--kill", "--skip-unsupported").Expect(0);
        Assert.NotEqual(0, taken.Json.GetProperty("notes").GetArrayLength());
        Bench.Restore(taken.Text("id")).Expect(0);
        File.WriteAllText(Path.Combine(Bench.Folder, "go"), "");
        Patience.Until(() => program.Output.Contains("pass", StringComparison.Ordinal), TimeSpan.FromSeconds(10), $"the guest to pass\n{program.Output}{Bench.Transcript}");
    }

    private (Keeper Program, string Fd) Start(string kind)
    {
        var program = Bench.Start(kind, CCompiler.Build("tool-unsupported"), Bench.Folder, kind);
        Patience.Until(() => program.Output.Contains("ready", StringComparison.Ordinal) || program.ExitCode() is not null, TimeSpan.FromSeconds(5), "the guest");
        Assert.SkipWhen(program.Output.StartsWith("skip", StringComparison.Ordinal), program.Output.Trim());
        return (program, program.Output.Split('\n')[0][3..]);
    }
}
