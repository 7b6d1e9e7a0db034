namespace Perdure.Kernel.Procfs;

/// <summary>The kernel's two letters for each of <see cref="VmFlags"/>.</summary>
internal static class VmFlagNames
{
    /// <summary>Position N holds the two letters of bit N.</summary>
    private static ReadOnlySpan<byte> Letters =>
        "rdwrexshmrmwmemsgdpflolfiosrrrdcdeacnrhtsfarwfddsdmmhgnhmgumuwuisssldpnlmtgu"u8;

    /// <summary>Parses "rd ex mr mw me ".</summary>
    public static VmFlags Parse(ReadOnlySpan<byte> words)
    {
        var flags = VmFlags.None;
        var cursor = new ByteCursor(words);
        for (var word = cursor.Word(); !word.IsEmpty; word = cursor.Word())
            flags |= Parse1(word);
        return flags;
    }

    private static VmFlags Parse1(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("bt"u8))
            return VmFlags.OtherArchitecture;
        if (word.Length != 2)
            return VmFlags.Unknown;
        for (var bit = 0; bit < Letters.Length / 2; bit++)
            if (word.SequenceEqual(Letters.Slice(bit * 2, 2)))
                return (VmFlags)(1UL << bit);
        return VmFlags.Unknown;
    }
}
