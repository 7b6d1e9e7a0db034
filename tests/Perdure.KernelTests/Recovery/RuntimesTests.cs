using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Perdure.KernelTests.Agent;
using Perdure.Recovery.Crashes;
using Perdure.Recovery.Guarding;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Recovery;

/// <summary>Which run-time a process has in it, told from outside.</summary>
public sealed class RuntimesTests
{
    [Fact]
    public void A_program_of_NativeAOT_is_dotnet()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Perdure.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the repository is not above the tests");
        var perdure = Path.Combine(folder, "artifacts", "bin-release", "perdure");
        Assert.SkipUnless(File.Exists(perdure), "artifacts/bin-release/perdure is not built: eng/publish.sh");
        Assert.Equal(".NET", RuntimeOf(perdure, "ps", "--help"));
    }

    [Fact]
    public void Sleep_has_none() => Assert.Null(RuntimeOf(Programs.Find("sleep"), "60"));

    private static string? RuntimeOf(string program, params string[] arguments)
    {
        var started = Spawn.Start(program, [program, .. arguments], []).OrThrow($"start {program}");
        try
        {
            _ = Signals.Kill(started, SignalNumber.SIGSTOP);
            Assert.True(SpinWait.SpinUntil(() => ProcStat.Read(started) is { Ok: true, Value.State: 'T' }, TimeSpan.FromSeconds(5)));
            return new Runtimes(new ProcessCode(started)).Name;
        }
        finally
        {
            _ = Signals.Kill(started, SignalNumber.SIGKILL);
            _ = Wait.For(started.Leader);
        }
    }
}
