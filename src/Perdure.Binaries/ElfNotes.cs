using System.Runtime.InteropServices;
using System.Text;
using Perdure.Binaries.Abi;

namespace Perdure.Binaries;

/// <summary>Notes: a head, the owner's name, and a description, each padded to 4 bytes.</summary>
internal static class ElfNotes
{
    private const int HeadBytes = 12;

    /// <summary>Adds the notes of a segment. A note that is cut off ends the list, as the kernel and gdb take it.</summary>
    public static void Parse(ReadOnlyMemory<byte> block, List<ElfNote> notes)
    {
        while (block.Length >= HeadBytes)
        {
            var head = MemoryMarshal.Read<Elf64NoteHeader>(block.Span);
            var description = HeadBytes + Padded(head.NameSize);
            var end = description + head.DescriptionSize;
            if (end > block.Length)
                return;
            var owner = block.Span.Slice(HeadBytes, (int)head.NameSize).TrimEnd((byte)0);
            notes.Add(new ElfNote(Encoding.UTF8.GetString(owner), head.Type, block.Slice((int)description, (int)head.DescriptionSize)));
            block = block[(int)Math.Min(block.Length, description + Padded(head.DescriptionSize))..];
        }
    }

    /// <summary>As a long, so that no size near 4 GiB wraps.</summary>
    public static long Padded(uint size) => (size + 3L) & ~3L;
}
