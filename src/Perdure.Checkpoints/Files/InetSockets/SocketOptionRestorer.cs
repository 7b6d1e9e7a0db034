using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>Sets the options of a socket. One that has its value already is not touched, so that nothing is set that never was.</summary>
internal static class SocketOptionRestorer
{
    private const int LargestValue = 256;

    /// <summary>Sets what differs; <paramref name="context"/> gets a note for each that can't be set, unless it is null.</summary>
    public static void Apply(SafeFileHandle socket, IReadOnlyList<SavedSocketOption> options, string name, RestoreContext? context)
    {
        foreach (var option in options)
        {
            if (option.Level == SocketOptionTable.SOL_SOCKET && option.Name is SocketOptionSaver.SO_SNDBUF or SocketOptionSaver.SO_RCVBUF)
                ApplyBuffer(socket, option);
            else if (!Has(socket, option) && !SocketCalls.SetOption(socket, option.Level, option.Name, option.Value).Ok && !Has(socket, option))
                context?.Note($"the option {SocketOptionTable.NameOf(option.Level, option.Name)} of the socket {name} can't be set again");
        }
    }

    private static bool Has(SafeFileHandle socket, SavedSocketOption option)
    {
        Span<byte> value = stackalloc byte[LargestValue];
        if (option.Value.Length > LargestValue)
            return false;
        var room = option.Name == 4 && option.Level == SocketOptionTable.SOL_IP ? LargestValue : Math.Max(option.Value.Length, 4);
        var length = SocketCalls.GetOption(socket, option.Level, option.Name, value[..room]);
        return length.Ok && value[..Math.Min(length.Value, room)].SequenceEqual(option.Value);
    }

    /// <summary>The kernel doubles what it is given, and shows the doubled size.</summary>
    private static void ApplyBuffer(SafeFileHandle socket, SavedSocketOption option)
    {
        var (plain, force) = option.Name == SocketOptionSaver.SO_SNDBUF
            ? (SocketOptionSaver.SO_SNDBUF, SocketOptionSaver.SO_SNDBUFFORCE)
            : (SocketOptionSaver.SO_RCVBUF, SocketOptionSaver.SO_RCVBUFFORCE);
        var half = BitConverter.ToInt32(option.Value) / 2;
        if (!SocketCalls.SetOption(socket, SocketOptionTable.SOL_SOCKET, force, half).Ok)
            _ = SocketCalls.SetOption(socket, SocketOptionTable.SOL_SOCKET, plain, half);
    }
}
