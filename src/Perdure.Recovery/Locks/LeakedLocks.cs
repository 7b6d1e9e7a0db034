using System.Buffers.Binary;
using System.Diagnostics;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Recovery.Locks;

/// <summary>
/// Locks that frames held which are gone. Nobody can tell them from others at the crash, but once somebody waits for one it shows: a thread that waits for a mutex of its own, or a mutex whose owner had
/// crashed, and now waits for its next request as if it held nothing. Such a mutex is released. Precondition of every member: called on the tracer thread.
/// </summary>
internal sealed class LeakedLocks(Pid pid)
{
    // glibc's pthread_mutex_t (bits/struct_mutex.h): int lock, unsigned count, int owner, unsigned nusers.
    private const int MutexBytes = 16;
    private const int OwnerOffset = 8;
    private const int UsersOffset = 12;
    private static readonly TimeSpan s_longestWatch = TimeSpan.FromSeconds(10);

    // A lock that is held for so long by a thread that waits for something else is no accident of the moment.
    private const int LooksBeforeRelease = 3;
    private static readonly SyscallNumber[] s_waitsForRequests =
    [
        SyscallNumber.epoll_wait, SyscallNumber.epoll_pwait, SyscallNumber.poll, SyscallNumber.ppoll, SyscallNumber.select, SyscallNumber.pselect6, SyscallNumber.accept, SyscallNumber.accept4,
        SyscallNumber.read, SyscallNumber.recvfrom, SyscallNumber.recvmsg,
    ];

    private readonly Dictionary<Tid, long> _crashed = [];
    private readonly Dictionary<RemotePtr, int> _suspects = [];

    /// <summary>Whether there is anything to look for.</summary>
    public bool IsWatching => _crashed.Values.Any(time => Stopwatch.GetElapsedTime(time) < s_longestWatch);

    /// <summary>A thread crashed, and goes on.</summary>
    public void NoteCrash(Tid tid) => _crashed[tid] = Stopwatch.GetTimestamp();

    /// <summary>Looks who waits for whom; answers the mutexes that were released.</summary>
    public IReadOnlyList<RemotePtr> Look()
    {
        var released = new List<RemotePtr>();
        var seen = new HashSet<RemotePtr>();
        foreach (var waiter in ProcTasks.Threads(pid).Or([]))
        {
            if (BlockedCall.Read(waiter) is not { Ok: true, Value: { } call } || call.Number != (long)SyscallNumber.futex || !seen.Add(new RemotePtr(call.Arguments[0])))
                continue;
            var mutex = new RemotePtr(call.Arguments[0]);
            if (OwnerOf(mutex) is not { } owner || !IsLeaked(owner, waiter))
                continue;
            var looks = _suspects[mutex] = _suspects.GetValueOrDefault(mutex) + 1;
            if (looks >= LooksBeforeRelease && Release(mutex))
                released.Add(mutex);
        }

        foreach (var gone in _suspects.Keys.Where(mutex => !seen.Contains(mutex) || released.Contains(mutex)).ToList())
            _suspects.Remove(gone);
        return released;
    }

    private bool IsLeaked(Tid owner, Tid waiter)
    {
        if (!_crashed.ContainsKey(owner))
            return false;
        // Its own, or that of a thread that has ended.
        if (owner == waiter || ProcStat.Read(pid, owner) is { Ok: false } or { Value.State: 'Z' or 'X' })
            return true;
        return BlockedCall.Read(owner) is { Ok: true, Value: { } call } && s_waitsForRequests.Contains((SyscallNumber)call.Number);
    }

    private Tid? OwnerOf(RemotePtr mutex)
    {
        Span<byte> bytes = stackalloc byte[MutexBytes];
        if (ProcessMemory.Read(pid, mutex, bytes).Or(0) != MutexBytes || BinaryPrimitives.ReadInt32LittleEndian(bytes) is not (1 or 2))
            return null;
        var owner = BinaryPrimitives.ReadInt32LittleEndian(bytes[OwnerOffset..]);
        return owner > 0 ? new Tid(owner) : null;
    }

    /// <summary>As pthread_mutex_unlock does: no owner, one user less, not locked.</summary>
    private bool Release(RemotePtr mutex)
    {
        Span<byte> bytes = stackalloc byte[MutexBytes];
        if (ProcessMemory.Read(pid, mutex, bytes).Or(0) != MutexBytes)
            return false;
        var users = BinaryPrimitives.ReadUInt32LittleEndian(bytes[UsersOffset..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[OwnerOffset..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[UsersOffset..], users > 0 ? users - 1 : 0);
        if (ProcessMemory.Write(pid, mutex + sizeof(int), bytes[sizeof(int)..]).Or(0) != MutexBytes - sizeof(int))
            return false;
        BinaryPrimitives.WriteInt32LittleEndian(bytes, 0);
        if (ProcessMemory.Write(pid, mutex, bytes[..sizeof(int)]).Or(0) != sizeof(int))
            return false;
        FutexWaiters.Kick(pid, mutex);
        return true;
    }
}
