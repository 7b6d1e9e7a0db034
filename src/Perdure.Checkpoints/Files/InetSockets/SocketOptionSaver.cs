using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>Reads every option of a socket.</summary>
internal static class SocketOptionSaver
{
    public const int SO_SNDBUF = 7;
    public const int SO_RCVBUF = 8;
    public const int SO_SNDBUFFORCE = 32;
    public const int SO_RCVBUFFORCE = 33;
    public const int SO_BUF_LOCK = 72;
    public const int SendLock = 1;
    public const int ReceiveLock = 2;
    private const int LargestValue = 256;

    public static IReadOnlyList<SavedSocketOption> Read(SafeFileHandle socket, SocketClasses classes)
    {
        var options = new List<SavedSocketOption>();
        Span<byte> value = stackalloc byte[LargestValue];
        foreach (var option in SocketOptionTable.Options)
        {
            if (!option.IsFor(classes))
                continue;
            var length = SocketCalls.GetOption(socket, option.Level, option.Name, value[..(option.Bytes == 0 ? LargestValue : option.Bytes)]);
            if (length.Ok && length.Value > 0)
                options.Add(new SavedSocketOption(option.Level, option.Name, value[..length.Value].ToArray()));
        }
        AddBuffers(socket, options);
        return options;
    }

    /// <summary>A size that nobody chose is left to the kernel: setting it would end its own tuning.</summary>
    private static void AddBuffers(SafeFileHandle socket, List<SavedSocketOption> options)
    {
        var chosen = SocketCalls.GetOption(socket, SocketOptionTable.SOL_SOCKET, SO_BUF_LOCK).Or(0);
        if ((chosen & SendLock) != 0)
            Add(SO_SNDBUF);
        if ((chosen & ReceiveLock) != 0)
            Add(SO_RCVBUF);

        void Add(int name) => options.Add(new SavedSocketOption(
            SocketOptionTable.SOL_SOCKET, name, BitConverter.GetBytes(SocketCalls.GetOption(socket, SocketOptionTable.SOL_SOCKET, name).Or(0))));
    }
}
