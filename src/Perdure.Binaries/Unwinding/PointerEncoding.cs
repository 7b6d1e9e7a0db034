namespace Perdure.Binaries.Unwinding;

/// <summary>How .eh_frame writes an address (LSB, "DWARF Exception Header Encoding"): a format, and what it is relative to.</summary>
/// <param name="Code">The byte that says so.</param>
internal readonly record struct PointerEncoding(byte Code)
{
    private const byte Omitted = 0xff;
    private const byte Indirect = 0x80;
    private const int ProgramCounterRelative = 0x10;
    private const int DataRelative = 0x30;

    public bool IsOmitted => Code == Omitted;

    /// <summary>Reads an address.</summary>
    /// <param name="cursor">Where it stands.</param>
    /// <param name="at">The address of the cursor's place, before relocation.</param>
    /// <param name="data">What data-relative addresses are relative to.</param>
    public ulong Read(ref ByteCursor cursor, ulong at, ulong data)
    {
        // Only personality routines are indirect, and those are skipped.
        if ((Code & Indirect) != 0)
            throw ElfSource.Bad($"an address of the encoding 0x{Code:x}");
        var value = ReadFormat(ref cursor);
        return (Code & 0x70) switch
        {
            0 => value,
            ProgramCounterRelative => at + value,
            DataRelative => data + value,
            _ => throw ElfSource.Bad($"an address of the encoding 0x{Code:x}"),
        };
    }

    /// <summary>Reads a value that is relative to nothing: a length.</summary>
    public ulong ReadFormat(ref ByteCursor cursor) => (Code & 0xf) switch
    {
        0x0 or 0x4 or 0xc => cursor.Quad(),
        0x1 => cursor.Uleb(),
        0x2 => cursor.Word(),
        0x3 => cursor.Long(),
        0x9 => (ulong)cursor.Sleb(),
        0xa => (ulong)(short)cursor.Word(),
        0xb => (ulong)(int)cursor.Long(),
        _ => throw ElfSource.Bad($"a number of the encoding 0x{Code:x}"),
    };
}
