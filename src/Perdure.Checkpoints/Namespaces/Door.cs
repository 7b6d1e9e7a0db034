using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Namespaces;

/// <summary>
/// A pidfd of perdure that every blank process has under one number, above all numbers of the program: by it they fetch open files from
/// perdure. It is opened once in the seed and inherited, since within a pid namespace of the program's own perdure has no pid.
/// </summary>
internal sealed class Door(int number)
{
    private const ulong O_CLOEXEC = 0x80000;
    private const int LeastNumber = 2;

    /// <summary>Its number in every blank process.</summary>
    public ulong Number { get; } = (ulong)number;

    /// <summary>A door out of the way of all descriptors of the program; 0 and 1 are for files on their way.</summary>
    public static Door Beyond(FileTable files)
    {
        var highest = files.Tables.SelectMany(table => table.Descriptors).Select(descriptor => descriptor.Fd).DefaultIfEmpty(0).Max();
        return new Door(Math.Max(LeastNumber, highest + 1));
    }

    /// <summary>Opens it in the seed.</summary>
    public void Open(BlankProcess seed)
    {
        var opened = seed.Leader.Invoke(SyscallNumber.pidfd_open, (ulong)Pid.Self.Value, 0).OrThrow("find perdure from a restored process");
        if (opened == Number)
            return;
        seed.Leader.Invoke(SyscallNumber.dup3, opened, Number, O_CLOEXEC)
            .OrThrow($"open descriptor {Number} in a restored process", "raise the limit of open files (ulimit -n)");
        seed.Leader.Invoke(SyscallNumber.close, opened).OrThrow("close the first pidfd");
    }

    /// <summary>Adds the calls that close everything but the door.</summary>
    public void AddCloseOthers(List<RemoteCall> calls)
    {
        calls.Add(new RemoteCall(SyscallNumber.close_range, "close the seed's files", 0, Number - 1, 0));
        calls.Add(new RemoteCall(SyscallNumber.close_range, "close the seed's files", Number + 1, uint.MaxValue, 0));
    }

    /// <summary>Adds the call that fetches a file of perdure's, which gets the lowest free number.</summary>
    public void AddFetch(List<RemoteCall> calls, SafeFileHandle file, ulong lowestFree, string what) =>
        calls.Add(new RemoteCall(SyscallNumber.pidfd_getfd, what, Number, (ulong)file.DangerousGetHandle(), 0) { Expected = lowestFree });

    /// <summary>Closes it. Of processes that share their descriptors the first one does it for all.</summary>
    public void Close(BlankProcess process) => _ = process.Leader.Invoke(SyscallNumber.close, Number);
}
