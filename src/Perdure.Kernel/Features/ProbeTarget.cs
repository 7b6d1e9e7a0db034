using Perdure.Kernel.Calls;

namespace Perdure.Kernel.Features;

/// <summary>A sleeping child to try things on. Belongs to one thread, which has to be the one that disposes it.</summary>
internal sealed class ProbeTarget : IDisposable
{
    private ProbeTarget(Pid pid) => Pid = pid;

    public Pid Pid { get; }

    public static KernelResult<ProbeTarget> Start()
    {
        var child = Spawn.Start("/bin/sleep", ["sleep", "60"], []);
        return child.Ok ? KernelResult.Success(new ProbeTarget(child.Value)) : KernelResult.Failure<ProbeTarget>(child.Error);
    }

    public void Dispose()
    {
        _ = Signals.Kill(Pid, SignalNumber.SIGKILL);
        for (var status = Wait.For(Pid.Leader); status.Ok && !status.Value.Ended;)
            status = Wait.For(Pid.Leader);
    }
}
