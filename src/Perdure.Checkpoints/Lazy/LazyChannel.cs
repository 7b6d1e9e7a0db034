using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Lazy;

/// <summary>
/// What a restore and the server of its missing pages say to each other over a socket: the restore names the descriptor of its journal, the
/// server confirms that it holds everything, the restore says that the program runs.
/// </summary>
internal static class LazyChannel
{
    private const byte Serving = 1;
    private const byte Released = 2;

    /// <summary>Restore: names the journal, which names the userfaultfds.</summary>
    public static void SendJournal(SafeFileHandle channel, SafeFileHandle journal)
    {
        Span<byte> message = stackalloc byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(message, Pid.Self.Value);
        BinaryPrimitives.WriteInt32LittleEndian(message[sizeof(int)..], FileCalls.Number(journal));
        _ = FileCalls.Write(channel, message).OrThrow("tell the server of missing pages what to serve");
    }

    /// <summary>Server: waits for the journal, and fetches it; invalid if the restore gave up.</summary>
    public static SafeFileHandle AwaitJournal(SafeFileHandle channel)
    {
        Span<byte> message = stackalloc byte[2 * sizeof(int)];
        if (FileCalls.Read(channel, message).Or(0) != message.Length)
            return new SafeFileHandle();
        using var restore = PidFd.Open(new Pid(BinaryPrimitives.ReadInt32LittleEndian(message))).OrThrow("find the restore");
        return Keep(PidFd.GetFd(restore, new RemoteFd(BinaryPrimitives.ReadInt32LittleEndian(message[sizeof(int)..]))).OrThrow("fetch the journal"));
    }

    /// <summary>Server: fetches the userfaultfds of the plan. Exec keeps them, for a successor.</summary>
    public static void FetchDescriptors(EventJournal journal, int spaces)
    {
        var parent = ProcStat.Read(Pid.Self).OrThrow("find the restore").Parent;
        using var restore = PidFd.Open(parent).OrThrow("find the restore");
        for (var space = 0; space < spaces; space++)
        {
            if (journal.GetDescriptor(space) < 0)
                continue;
            var fetched = Keep(PidFd.GetFd(restore, new RemoteFd(journal.GetDescriptor(space))).OrThrow("fetch a userfaultfd"));
            journal.SetDescriptor(space, FileCalls.Number(fetched));
            fetched.SetHandleAsInvalid();
        }
    }

    /// <summary>Server: says that it holds everything and that a successor would too.</summary>
    public static void Confirm(SafeFileHandle channel) => _ = FileCalls.Write(channel, [Serving]);

    /// <summary>Restore: waits for that.</summary>
    public static void AwaitConfirmation(SafeFileHandle channel)
    {
        Span<byte> answer = stackalloc byte[1];
        if (FileCalls.Read(channel, answer).Or(0) != 1 || answer[0] != Serving)
            throw new PerdureException("the server of missing pages ended before the program could start", "try again, or restore without --lazy");
    }

    /// <summary>Restore: says that the program runs.</summary>
    public static void TellReleased(SafeFileHandle channel) => _ = FileCalls.Write(channel, [Released]);

    private static SafeFileHandle Keep(SafeFileHandle handle)
    {
        _ = Background.SetCloseOnExec(FileCalls.Number(handle), false);
        return handle;
    }
}
