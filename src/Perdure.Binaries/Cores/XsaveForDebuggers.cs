using System.Buffers.Binary;

namespace Perdure.Binaries.Cores;

/// <summary>
/// The XSAVE area in the one layout that every gdb reads: Intel's. Where a component lies is up to the processor, and a processor without
/// MPX may leave no gap for it, as AMD's do; gdb before version 14 knows nothing of that, and later ones accept this layout as well.
/// </summary>
public static class XsaveForDebuggers
{
    private const int EnabledOffset = 464;
    private const ulong AvxBit = 1 << 2;
    private const ulong MpxBits = 3 << 3;
    private const ulong Avx512Bits = 7 << 5;
    private const ulong PkruBit = 1 << 9;
    private const int HeaderEnd = 576;
    private const int AvxEnd = 832;
    private const int MpxEnd = 1088;
    private const int PkruBytes = 8;

    // Masks, upper halves of ZMM0 to 15, and ZMM16 to 31 lie one behind the other in both layouts, but for this start and the alignment.
    private const int Avx512Bytes = 64 + 512 + 1024;
    private const int Avx512End = MpxEnd + Avx512Bytes;

    /// <summary>The area itself if it has that layout, else one that does.</summary>
    /// <param name="area">As ptrace gives NT_X86_XSTATE on a processor of Intel or AMD.</param>
    public static ReadOnlyMemory<byte> Arrange(ReadOnlyMemory<byte> area)
    {
        if (area.Length < HeaderEnd)
            return area;
        var enabled = BinaryPrimitives.ReadUInt64LittleEndian(area.Span[EnabledOffset..]);
        var size = SizeOf(enabled);
        if (area.Length >= size)
            return area;
        var arranged = new byte[size];
        area.Span[..Math.Min(area.Length, AvxEnd)].CopyTo(arranged);
        var next = AvxEnd;
        if ((enabled & Avx512Bits) != 0)
        {
            Move(area.Span, next, Avx512Bytes, arranged.AsSpan(MpxEnd));
            next += Avx512Bytes;
        }

        if ((enabled & PkruBit) != 0)
            Move(area.Span, next, PkruBytes, arranged.AsSpan(Avx512End));
        return arranged;
    }

    private static int SizeOf(ulong enabled) => enabled switch
    {
        _ when (enabled & PkruBit) != 0 => Avx512End + PkruBytes,
        _ when (enabled & Avx512Bits) != 0 => Avx512End,
        _ when (enabled & MpxBits) != 0 => MpxEnd,
        _ when (enabled & AvxBit) != 0 => AvxEnd,
        _ => HeaderEnd,
    };

    private static void Move(ReadOnlySpan<byte> area, int from, int length, Span<byte> to)
    {
        if (from < area.Length)
            area[from..Math.Min(area.Length, from + length)].CopyTo(to);
    }
}
