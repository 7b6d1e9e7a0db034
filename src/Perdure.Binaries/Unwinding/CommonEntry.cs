using System.Buffers.Binary;

namespace Perdure.Binaries.Unwinding;

/// <summary>What the entries of several functions have in common (CIE).</summary>
/// <param name="CodeFactor">What distances in code are multiples of.</param>
/// <param name="DataFactor">What offsets of saved registers are multiples of.</param>
/// <param name="ReturnAddress">The number of the column of the return address.</param>
/// <param name="Pointers">How the entries write addresses.</param>
/// <param name="HasAugmentation">Whether the entries have a block of further data.</param>
/// <param name="IsSignalFrame">Whether the frame is one that the kernel lays for a signal handler.</param>
/// <param name="Program">The first instructions of every function's table.</param>
internal sealed record CommonEntry(ulong CodeFactor, long DataFactor, int ReturnAddress, PointerEncoding Pointers, bool HasAugmentation, bool IsSignalFrame, byte[] Program)
{
    /// <summary>Reads an entry, from behind its length and id.</summary>
    public static CommonEntry Parse(ReadOnlySpan<byte> body)
    {
        var cursor = new ByteCursor(body);
        var version = cursor.Byte();
        if (version is not (1 or 3 or 4))
            throw ElfSource.Bad($"frames of version {version}");
        var augmentation = cursor.Text();
        if (version == 4)
            cursor.Take(2);
        var codeFactor = cursor.Uleb();
        var dataFactor = cursor.Sleb();
        var returnAddress = version == 1 ? cursor.Byte() : cursor.Uleb();
        if (returnAddress >= FrameRegisters.Count)
            throw ElfSource.Bad($"a return address in register {returnAddress}");
        var pointers = default(PointerEncoding);
        var isSignalFrame = false;
        if (augmentation.StartsWith("z"u8))
        {
            var data = new ByteCursor(cursor.Block());
            foreach (var letter in augmentation[1..])
            {
                switch (letter)
                {
                    case (byte)'R': pointers = new PointerEncoding(data.Byte()); break;
                    case (byte)'L': data.Byte(); break;
                    case (byte)'P': new PointerEncoding((byte)(data.Byte() & 0x7f)).ReadFormat(ref data); break;
                    case (byte)'S': isSignalFrame = true; break;
                    // Pointer authentication and the like of other processors: nothing follows.
                    default: break;
                }
            }
        }
        else if (!augmentation.IsEmpty)
        {
            throw ElfSource.Bad("frames of an unknown augmentation");
        }

        return new CommonEntry(codeFactor, dataFactor, (int)returnAddress, pointers, augmentation.StartsWith("z"u8), isSignalFrame, cursor.Take(cursor.Left).ToArray());
    }

    /// <summary>The length that an entry begins with, without itself.</summary>
    public static int LengthOf(ReadOnlySpan<byte> head)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(head);
        return length <= UnwindLimits.EntryBytes ? (int)length : throw ElfSource.Bad($"an entry of frames of {length} bytes");
    }
}
