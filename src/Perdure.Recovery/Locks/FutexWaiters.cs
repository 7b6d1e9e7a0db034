using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Recovery.Locks;

/// <summary>Those who wait for a word of memory that somebody else has changed for them. Precondition: called on the tracer thread.</summary>
internal static class FutexWaiters
{
    /// <summary>Has them look again: they are stopped for a moment, so the kernel starts their wait anew, and finds another value.</summary>
    public static void Kick(Pid pid, RemotePtr word)
    {
        foreach (var waiter in ProcTasks.Threads(pid).Or([]))
            if (BlockedCall.Read(waiter) is { Ok: true, Value: { Number: (long)SyscallNumber.futex } call } && call.Arguments[0] == word.Value)
                _ = Ptrace.Interrupt(waiter);
    }
}
