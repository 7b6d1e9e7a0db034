using System.Buffers.Binary;

namespace Perdure.Binaries.Code;

/// <summary>
/// Where functions begin and end, out of the table in .eh_frame_hdr and the records that it points to in .eh_frame (Linux Standard Base, chapter 10.6). Only the form
/// that linkers write is known: pairs of 32 bits relative to the table. Anything else, and anything unsound, is an empty table.
/// </summary>
public static class FunctionTable
{
    private const byte TableEncoding = 0x3b;
    private const byte CountEncoding = 0x03;
    private const int HeaderBytes = 4;
    private const int PairBytes = 8;

    /// <summary>The functions of a module, in address order.</summary>
    /// <param name="header">The bytes of .eh_frame_hdr and of what lies behind it, .eh_frame among it.</param>
    /// <param name="address">Where the first of them is mapped.</param>
    public static IReadOnlyList<CodeRange> Read(ReadOnlySpan<byte> header, ulong address)
    {
        var framePointerBytes = header.Length < HeaderBytes || header[0] != 1 ? 0 : PointerBytes(header[1]);
        if (framePointerBytes == 0 || header[2] != CountEncoding || header[3] != TableEncoding || header.Length < HeaderBytes + framePointerBytes + sizeof(uint))
            return [];
        var count = BinaryPrimitives.ReadUInt32LittleEndian(header[(HeaderBytes + framePointerBytes)..]);
        var table = header[(HeaderBytes + framePointerBytes + sizeof(uint))..];
        if (count > CodeLimits.Functions || count * (ulong)PairBytes > (ulong)table.Length)
            return [];
        var ranges = new List<CodeRange>((int)count);
        for (var index = 0; index < (int)count; index++)
        {
            var start = address + (ulong)BinaryPrimitives.ReadInt32LittleEndian(table[(index * PairBytes)..]);
            var record = BinaryPrimitives.ReadInt32LittleEndian(table[((index * PairBytes) + 4)..]);
            if (LengthOf(header, record) is { } length and > 0 and <= CodeLimits.FunctionBytes)
                ranges.Add(new CodeRange(start, start + length));
        }

        ranges.Sort((left, right) => left.Start.CompareTo(right.Start));
        return ranges;
    }

    /// <summary>The function that holds an address; null if none does. Precondition: in address order.</summary>
    public static CodeRange? Find(IReadOnlyList<CodeRange> functions, ulong address)
    {
        var (low, high) = (0, functions.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (functions[middle].Contains(address))
                return functions[middle];
            if (functions[middle].Start > address)
                high = middle - 1;
            else
                low = middle + 1;
        }

        return null;
    }

    /// <summary>A record: its length, the way back to the record that says how its pointers are written, the first address, the number of bytes.</summary>
    private static ulong? LengthOf(ReadOnlySpan<byte> bytes, int record)
    {
        if (record < 0 || record > bytes.Length - 12)
            return null;
        var common = record + 4 - BinaryPrimitives.ReadInt32LittleEndian(bytes[(record + 4)..]);
        if (common < 0 || common > bytes.Length - 12 || Encoding(bytes[common..]) is not { } encoding)
            return null;
        var size = PointerBytes(encoding);
        var at = record + 8 + size;
        if (size == 0 || at > bytes.Length - size)
            return null;
        return size == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]) : BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
    }

    /// <summary>How a common record (CIE) says that pointers to code are written.</summary>
    private static byte? Encoding(ReadOnlySpan<byte> common)
    {
        const byte absolute = 0;
        if (BinaryPrimitives.ReadUInt32LittleEndian(common[4..]) != 0)
            return null;
        var text = common[9..];
        var end = text.IndexOf((byte)0);
        if (end < 0)
            return null;
        var letters = text[..end];
        if (letters.IsEmpty)
            return absolute;
        if (letters[0] != 'z')
            return null;
        // Behind the letters: two factors of alignment, the return register, the length of what the letters speak of.
        var rest = text[(end + 1)..];
        for (var number = 0; number < 4; number++)
            SkipNumber(ref rest);
        return ByLetters(letters[1..], rest);
    }

    private static byte? ByLetters(ReadOnlySpan<byte> letters, ReadOnlySpan<byte> data)
    {
        foreach (var letter in letters)
        {
            if (letter is (byte)'S' or (byte)'B')
                continue;
            if (data.IsEmpty)
                return null;
            if (letter == 'R')
                return data[0];
            var skip = letter switch { (byte)'L' => 1, (byte)'P' when PointerBytes(data[0]) is > 0 and var size => 1 + size, _ => 0 };
            if (skip == 0 || skip > data.Length)
                return null;
            data = data[skip..];
        }

        return 0;
    }

    private static void SkipNumber(ref ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && bytes[0] >= 0x80)
            bytes = bytes[1..];
        if (!bytes.IsEmpty)
            bytes = bytes[1..];
    }

    private static int PointerBytes(byte encoding) => (encoding & 0x0f) switch
    {
        0x00 or 0x04 or 0x0c => 8,
        0x03 or 0x0b => 4,
        _ => 0,
    };
}
