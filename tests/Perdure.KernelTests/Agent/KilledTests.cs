using System.Diagnostics;
using System.Globalization;
using Perdure.Agent;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Perdure.Tracing;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Agent;

/// <summary>Whoever places hooks may die at any moment; the program goes on, and the next one clears up.</summary>
public sealed class KilledTests
{
    private const string TargetVariable = "PERDURE_AGENT_TARGET";

    [Theory]
    [InlineData("agent-rings:kill")]
    [InlineData("agent-area:kill")]
    [InlineData("agent-hook:kill")]
    [InlineData("")]
    public void The_program_goes_on_and_the_next_one_clears_up(string point)
    {
        var port = Target.FreePort();
        using var redis = Target.Start($"{Programs.Find("redis-server")} --port {port} --bind 127.0.0.1 --save '' --daemonize no --dir .");
        using var load = new RedisLoad(port, 2);
        load.AwaitAnswers(100);
        var before = CodePicture.Of(redis.Pid);
        RunSupervisor(redis.Pid, point, expected: 128 + SignalNumber.SIGKILL);
        load.AwaitAnswers(2000);

        // Killed in its first steps nothing is left of it, for the thread that it borrowed unmapped the memory by itself; later the hooks go on noting.
        var left = CodePicture.Of(redis.Pid).Code;
        Assert.Equal(point is not "agent-rings:kill", left.Count > before.Code.Count);
        Assert.Equal(point is "" or "agent-hook:kill", before.Code.Any(code => left[code.Key] != code.Value));
        var agent = redis.Frozen(process => SyscallAgent.Attach(process));
        load.AwaitAnswers(500);
        Assert.NotEqual(0UL, agent.Rings.Sequence);
        Assert.True(redis.DetachWith(agent));
        load.AwaitAnswers(500);
        Assert.Equal(before.Code, CodePicture.Of(redis.Pid).Code);
        ExpectNoRings(redis.Pid);
    }

    [Theory]
    [InlineData("agent-rings")]
    [InlineData("agent-area")]
    [InlineData("agent-hook")]
    public void What_fails_leaves_the_program_as_it_was(string point)
    {
        var port = Target.FreePort();
        using var redis = Target.Start($"{Programs.Find("redis-server")} --port {port} --bind 127.0.0.1 --save '' --daemonize no --dir .");
        using var load = new RedisLoad(port, 2);
        load.AwaitAnswers(100);
        var before = CodePicture.Of(redis.Pid);
        var said = RunSupervisor(redis.Pid, point, expected: 1);
        Assert.Contains($"failed on purpose at the point {point}", said, StringComparison.Ordinal);
        load.AwaitAnswers(500);
        before.ExpectSame(CodePicture.Of(redis.Pid));
        ExpectNoRings(redis.Pid);
    }

    private static void ExpectNoRings(Pid pid) => Assert.DoesNotContain(
        ProcMaps.Read(pid).Value, map => map.Length > 128 << 20 && map.Kind is MapKind.Anonymous or MapKind.NamedAnonymous && map.Protection != 0);

    /// <summary>What the tests above run as a process of its own: attaches, and is killed at once.</summary>
    [Fact(Explicit = true)]
    public void As_a_supervisor()
    {
        var pid = new Pid(int.Parse(Environment.GetEnvironmentVariable(TargetVariable)!, CultureInfo.InvariantCulture));
        using var tracer = new TracerThread();
        tracer.Run(() =>
        {
            using var tree = FrozenTree.Freeze(pid, wholeTree: false);
            SyscallAgent.Attach(tree.Processes[0]);
        });
        _ = Signals.Kill(Pid.Self, SignalNumber.SIGKILL);
    }

    private static string RunSupervisor(Pid target, string point, int expected)
    {
        var name = $"{typeof(KilledTests).FullName}.{nameof(As_a_supervisor)}";
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-method", name, "-explicit", "only", "-noColor", "-noLogo"]) { RedirectStandardOutput = true };
        start.Environment[TargetVariable] = target.ToString();
        start.Environment["PERDURE_FAIL_AT"] = point;
        using var supervisor = Process.Start(start)!;
        var said = supervisor.StandardOutput.ReadToEnd();
        supervisor.WaitForExit();
        Assert.True(supervisor.ExitCode == expected, said);
        return said;
    }
}
