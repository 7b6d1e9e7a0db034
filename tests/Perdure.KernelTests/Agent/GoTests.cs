using System.Diagnostics;
using System.Runtime.CompilerServices;
using Perdure.Agent;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Agent;

/// <summary>A Go program: no unwind information, goroutines on small stacks, preempted by signals.</summary>
public sealed class GoTests
{
    [Fact]
    public void A_Go_program_goes_on_with_hooks_and_without()
    {
        using var target = Target.Start($"'{Compile()}' .");
        target.Await(() => target.Said.Contains("ready", StringComparison.Ordinal), "the program to be ready");
        var before = CodePicture.Of(target.Pid);
        for (var time = 0; time < 10; time++)
        {
            var agent = target.Frozen(process => SyscallAgent.Attach(process));
            Assert.InRange(agent.HookCount, 1, 100);
            target.Await(() => agent.Rings.Sequence > 200, "noted calls");
            Assert.True(target.DetachWith(agent), "a thread stays in a hook");
        }

        before.ExpectSame(CodePicture.Of(target.Pid));
        target.Frozen(process => SyscallAgent.Attach(process));
        Thread.Sleep(100);
        target.ExpectPass();
    }

    private static string Compile([CallerFilePath] string here = "")
    {
        var go = Programs.Find("go");
        var folder = Directory.CreateTempSubdirectory("perdure-agent-go-").FullName;
        var source = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "Guests", "agent-go", "main.go");
        var start = new ProcessStartInfo(go, ["build", "-o", Path.Combine(folder, "guest"), source]);
        start.Environment["CGO_ENABLED"] = "0";
        start.Environment["GOFLAGS"] = "-mod=mod";
        start.Environment["GOCACHE"] = Path.Combine(folder, "cache");
        start.Environment["GO111MODULE"] = "off";
        using var compiler = Process.Start(start)!;
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        return Path.Combine(folder, "guest");
    }
}
