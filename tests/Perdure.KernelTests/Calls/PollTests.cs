using System.Diagnostics;
using System.Runtime.InteropServices;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Calls;

/// <summary>Waiting for descriptors while signals come in.</summary>
public sealed class PollTests
{
    private const int Milliseconds = 400;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void Signals_neither_end_nor_prolong_a_wait()
    {
        var handled = 0;
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Interlocked.Increment(ref handled));
        using var bell = EventFdCalls.Create(semaphore: false).OrThrow("make an event descriptor");
        var waiter = new Tid(0);
        KernelResult<int>? result = null;
        var took = TimeSpan.Zero;
        using var isThere = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            waiter = Affinity.OwnThread();
            isThere.Set();
            var begun = Stopwatch.GetTimestamp();
            Span<PollFd> entries = [new PollFd { fd = FileCalls.Number(bell), events = (short)PollEvents.POLLIN }];
            result = PollCalls.Wait(entries, Milliseconds);
            took = Stopwatch.GetElapsedTime(begun);
        });
        thread.Start();
        isThere.Wait(s_patience, TestContext.Current.CancellationToken);
        while (!thread.Join(10))
            Assert.True(Signals.TgKill(Pid.Self, waiter, SignalNumber.SIGWINCH) is { Ok: true } or { Error: Errno.ESRCH });
        Assert.Equal((true, 0), (result!.Value.Ok, result.Value.Value));
        Assert.InRange(took.TotalMilliseconds, Milliseconds - 1, 20 * Milliseconds);
        Assert.True(Volatile.Read(ref handled) > 0, "no signal came");
    }
}
