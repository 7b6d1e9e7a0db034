using System.Buffers.Binary;
using Perdure.Kernel;

namespace Perdure.Agent.Hooks;

/// <summary>A jump in the program's code.</summary>
/// <param name="At">Where it is.</param>
/// <param name="Target">The hook that it leads to.</param>
/// <param name="Original">What was there.</param>
internal sealed record PlacedHook(RemotePtr At, RemotePtr Target, byte[] Original)
{
    /// <summary>The bytes of its record in the memory of the hooks.</summary>
    public const int RecordBytes = 48;

    private const int MaxOriginalBytes = 24;
    private const int LengthOffset = 16;
    private const int OriginalOffset = 24;
    private const byte Jump = 0xe9;
    private const byte Nop = 0x90;

    /// <summary>What is there now: the jump, then padding.</summary>
    public byte[] Patch()
    {
        var bytes = new byte[Original.Length];
        bytes.AsSpan().Fill(Nop);
        bytes[0] = Jump;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), checked((int)((long)Target.Value - (long)At.Value - 5)));
        return bytes;
    }

    /// <summary>Writes the record by which somebody else can take the hook away.</summary>
    public void WriteRecord(Span<byte> into)
    {
        Assert.Always(Original.Length is >= 5 and <= MaxOriginalBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(into, At.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(into[8..], Target.Value);
        BinaryPrimitives.WriteInt32LittleEndian(into[LengthOffset..], Original.Length);
        Original.CopyTo(into[OriginalOffset..]);
    }

    /// <summary>Reads a record; null if it is none.</summary>
    public static PlacedHook? ReadRecord(ReadOnlySpan<byte> from)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(from[LengthOffset..]);
        if (length is < 5 or > MaxOriginalBytes)
            return null;
        var (at, target) = (BinaryPrimitives.ReadUInt64LittleEndian(from), BinaryPrimitives.ReadUInt64LittleEndian(from[8..]));
        return Math.Abs((long)(target - at)) > int.MaxValue ? null : new PlacedHook(new RemotePtr(at), new RemotePtr(target), from.Slice(OriginalOffset, length).ToArray());
    }
}
