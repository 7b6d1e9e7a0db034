using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Tracing;

/// <summary>
/// Wakes one other thread. Unlike the runtime's own ways it never spins with sched_yield, which on a busy processor gives away a whole time slice,
/// and a program stands still meanwhile.
/// </summary>
public sealed class Bell : IDisposable
{
    private readonly SafeFileHandle _counter = EventFdCalls.Create(semaphore: true).OrThrow("make an eventfd");

    /// <summary>Lets one <see cref="Wait"/> return, the next if nobody waits now.</summary>
    public void Ring() => FileCalls.Write(_counter, BitConverter.GetBytes(1L)).OrThrow("write to an eventfd");

    /// <summary>Waits for a ring.</summary>
    public void Wait()
    {
        Span<byte> count = stackalloc byte[sizeof(long)];
        while (FileCalls.Read(_counter, count).Error == Errno.EINTR)
        {
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _counter.Dispose();
}
