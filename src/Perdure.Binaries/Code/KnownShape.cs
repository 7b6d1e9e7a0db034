using System.Buffers.Binary;
using Iced.Intel;

namespace Perdure.Binaries.Code;

/// <summary>A system call in code that nothing is known of: the comparison with the smallest error right behind it makes it one.</summary>
internal static class KnownShape
{
    private const byte MoveToEax = 0xb8;
    private const int MoveBytes = 5;

    private static ReadOnlySpan<byte> SmallestError => [0x48, 0x3d, 0x00, 0xf0, 0xff, 0xff];

    private static ReadOnlySpan<byte> SmallestErrorPlusOne => [0x48, 0x3d, 0x01, 0xf0, 0xff, 0xff];

    /// <summary>The call at an address where its bytes are: with a window if it has the shape. If not it may be no call at all.</summary>
    public static SyscallSite At(CodeSegment segment, ulong address)
    {
        var behind = segment.From(address + SyscallSite.InstructionBytes);
        if (!behind.StartsWith(SmallestError) && !behind.StartsWith(SmallestErrorPlusOne))
            return new SyscallSite(address, NumberBefore(segment, address), null, WindowRefusal.UnknownCode, null);
        var start = address + SyscallSite.InstructionBytes;
        var window = new CodeWindow(start, segment.Decode(new CodeRange(start, start + (ulong)SmallestError.Length)));
        return new SyscallSite(address, NumberBefore(segment, address), window, WindowRefusal.None, null);
    }

    private static int? NumberBefore(CodeSegment segment, ulong address)
    {
        if (address < segment.Address + MoveBytes)
            return null;
        var before = segment.From(address - MoveBytes);
        return before[0] == MoveToEax ? BinaryPrimitives.ReadInt32LittleEndian(before[1..]) : null;
    }
}
