using System.Buffers.Binary;
using System.Text;
using Perdure.Store;
using Perdure.Store.Transfer;

namespace Perdure.Elsewhere.Wire;

/// <summary>Small things in frames.</summary>
internal static class Entries
{
    public static byte[] Number(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    public static byte[] Numbers(ReadOnlySpan<int> values)
    {
        var bytes = new byte[values.Length * sizeof(int)];
        for (var at = 0; at < values.Length; at++)
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at * sizeof(int)), values[at]);
        return bytes;
    }

    public static int[] Numbers(ReadOnlySpan<byte> payload)
    {
        var values = new int[payload.Length / sizeof(int)];
        for (var at = 0; at < values.Length; at++)
            values[at] = BinaryPrimitives.ReadInt32LittleEndian(payload[(at * sizeof(int))..]);
        return values;
    }

    public static byte[] Id(CheckpointId id) => Encoding.ASCII.GetBytes(id.Value);

    /// <summary>An id; it has the form of one.</summary>
    public static CheckpointId Id(ReadOnlySpan<byte> payload, FrameChannel channel)
    {
        var text = Encoding.ASCII.GetString(payload[..Math.Min(payload.Length, CheckpointId.Length + 1)]);
        return CheckpointId.IsWellFormed(text) ? new CheckpointId(text) : throw channel.NotOurs();
    }

    /// <summary>Sends a file in pieces, and the end.</summary>
    public static void SendFile(FrameChannel channel, string path)
    {
        using var file = File.OpenRead(path);
        var piece = new byte[FrameChannel.PieceBytes];
        while (file.Read(piece) is > 0 and var length)
            channel.Write(FrameKind.Image, piece.AsSpan(0, length));
        channel.Write(FrameKind.End, default);
    }

    /// <summary>Takes a file in pieces, up to the end.</summary>
    /// <returns>False if there is none to be had.</returns>
    public static bool ReceiveFile(FrameChannel channel, ScratchFile into)
    {
        while (true)
        {
            var kind = channel.Read(out var piece, FrameKind.Image, FrameKind.End, FrameKind.Gone);
            if (kind != FrameKind.Image)
                return kind == FrameKind.End;
            into.Append(piece);
        }
    }
}
