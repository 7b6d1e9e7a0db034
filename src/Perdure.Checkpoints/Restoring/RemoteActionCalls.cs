using System.Buffers.Binary;
using Perdure.Checkpoints.Files.Actions;
using Perdure.Checkpoints.Files.Whole;
using Perdure.Checkpoints.Namespaces;
using Perdure.Checkpoints.Tree;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Restoring;

/// <summary>Carries out, inside a blank process, what only it can do to its open files.</summary>
internal sealed class RemoteActionCalls(BlankProcess process, FileRestorer files, Door door)
{
    private const ulong EPOLL_CTL_ADD = 1;
    private const ulong F_SETFL = 4;
    private const ulong F_SETLK = 6;
    private const ulong F_SETOWN_EX = 15;
    private const ulong TIOCSPGRP = 0x5410;
    private const ulong LOCK_SH = 1;
    private const ulong LOCK_EX = 2;
    private const ulong LOCK_NB = 4;
    private readonly List<RemoteCall> _calls = [];

    /// <summary>Does all of them, in order.</summary>
    public void Run(IReadOnlyList<RemoteAction> actions)
    {
        foreach (var action in actions)
        {
            if (action is EpollTake take)
            {
                Flush();
                files.Take(take);
                continue;
            }

            Add(action);
            if (!process.HasRoomFor(256))
                Flush();
        }

        Flush();
    }

    private void Add(RemoteAction action)
    {
        switch (action)
        {
            case EpollAdd add:
                Call(SyscallNumber.epoll_ctl, $"watch descriptor {add.Fd} by epoll set {add.Set}", (ulong)add.Set, EPOLL_CTL_ADD, (ulong)add.Fd, Event(add));
                break;
            case SetFileFlags flags:
                Call(SyscallNumber.fcntl, $"set the flags of descriptor {flags.Fd}", (ulong)flags.Fd, F_SETFL, (ulong)flags.Flags);
                break;
            case SetFileOwner owner:
                Call(SyscallNumber.fcntl, $"set the owner of descriptor {owner.Fd}", (ulong)owner.Fd, F_SETOWN_EX, Ints(owner.Type, owner.Id));
                break;
            case TakePosixLock take:
                Call(SyscallNumber.fcntl, $"lock {take.Name} again (does another program hold the lock?)", (ulong)take.Fd, F_SETLK, Lock(take));
                break;
            case LendDescriptor { Fd: < 0 } lent:
                Call(SyscallNumber.close, $"close descriptor {lent.Number} again", (ulong)lent.Number);
                break;
            case LendDescriptor lend:
                Call(SyscallNumber.dup3, $"open descriptor {lend.Number} for a moment", (ulong)lend.Fd, (ulong)lend.Number);
                break;
            case TakeWholeLock take:
                Call(SyscallNumber.flock, $"lock {take.Name} again (does another program hold the lock?)", (ulong)take.Fd, (take.Exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB);
                break;
            case SetForegroundGroup foreground:
                SetForeground(foreground);
                break;
            default:
                throw new InvalidOperationException($"no way to do {action}");
        }
    }

    /// <summary>A session leader without a descriptor of its terminal borrows one.</summary>
    private void SetForeground(SetForegroundGroup foreground)
    {
        Flush();
        if (foreground.Fd < 0)
            ControllingTerminal.With(process, door.Number, foreground.Terminal, fd => SetForeground(fd, foreground.Group));
        else
            SetForeground((ulong)foreground.Fd, foreground.Group);
        process.ReuseScratch();
    }

    /// <summary>The group in the foreground may have ended, as that of a finished command before the shell has noticed: a ghost stands in for it.</summary>
    private void SetForeground(ulong fd, int group)
    {
        var at = Ints(group, 0);
        var set = process.Leader.Invoke(SyscallNumber.ioctl, fd, TIOCSPGRP, at);
        if (set.Error == Errno.ESRCH && process.Fork(new Pid(group), asSibling: false) is { Ok: true, Value: var ghost })
        {
            _ = ghost.Leader.Invoke(SyscallNumber.setpgid, 0, 0);
            set = process.Leader.Invoke(SyscallNumber.ioctl, fd, TIOCSPGRP, at);
            ghost.Kill();
            TreeBuilder.Reap(process, group);
        }

        // A group of that number elsewhere means that the number is in use again: nobody is in the foreground, as it was.
        if (set.Error is not (Errno.ESRCH or Errno.EPERM))
            set.OrThrow("put the foreground group back");
    }

    private ulong Event(EpollAdd add)
    {
        var bytes = new byte[12];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, add.Events);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(4), add.Data);
        return process.Place(bytes).Value;
    }

    private ulong Lock(TakePosixLock take)
    {
        const short F_RDLCK = 0;
        const short F_WRLCK = 1;
        var bytes = new byte[32];
        BinaryPrimitives.WriteInt16LittleEndian(bytes, take.Exclusive ? F_WRLCK : F_RDLCK);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), take.Start);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), take.Length);
        return process.Place(bytes).Value;
    }

    private ulong Ints(int first, int second)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, first);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), second);
        return process.Place(bytes).Value;
    }

    private void Call(SyscallNumber number, string what, ulong a, ulong b, ulong c = 0, ulong d = 0) => _calls.Add(new RemoteCall(number, what, a, b, c, d));

    private void Call(SyscallNumber number, string what, ulong a) => _calls.Add(new RemoteCall(number, what, a));

    private void Flush()
    {
        process.Leader.InvokeAll(_calls);
        _calls.Clear();
        process.ReuseScratch();
    }
}
