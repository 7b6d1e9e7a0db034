using Iced.Intel;

namespace Perdure.Binaries.Code;

/// <summary>Executable bytes and where they are mapped.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="Address">The address of the first.</param>
public sealed record CodeSegment(ReadOnlyMemory<byte> Bytes, ulong Address)
{
    private const int BitsOfCode = 64;

    /// <summary>Whether a function lies in it as a whole.</summary>
    public bool Holds(CodeRange range) => range.Start >= Address && range.End <= Address + (ulong)Bytes.Length && range.End > range.Start;

    /// <summary>The bytes from an address on.</summary>
    public ReadOnlySpan<byte> From(ulong address) => Bytes.Span[(int)(address - Address)..];

    /// <summary>The instructions of a function, up to the first that is none. Precondition: <see cref="Holds"/>.</summary>
    public IReadOnlyList<Instruction> Decode(CodeRange range)
    {
        var decoder = Decoder(range);
        var instructions = new List<Instruction>();
        while (decoder.IP < range.End)
        {
            decoder.Decode(out var instruction);
            if (instruction.IsInvalid)
                break;
            instructions.Add(instruction);
        }

        return instructions;
    }

    /// <summary>A decoder that begins at the start of a range and reads no further than its end.</summary>
    public Decoder Decoder(CodeRange range)
    {
        var bytes = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(Bytes, out var array) ? array : new ArraySegment<byte>(Bytes.ToArray());
        var reader = new ByteArrayCodeReader(bytes.Array!, bytes.Offset + (int)(range.Start - Address), (int)(range.End - range.Start));
        return Iced.Intel.Decoder.Create(BitsOfCode, reader, range.Start, DecoderOptions.None);
    }
}
