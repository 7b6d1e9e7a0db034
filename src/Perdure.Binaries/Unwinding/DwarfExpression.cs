using System.Buffers.Binary;

namespace Perdure.Binaries.Unwinding;

/// <summary>Evaluates the operations that occur in tables of frames: those of the linkage table, of signal frames, and of functions that align their stack (DWARF 5, 2.5).</summary>
internal ref struct DwarfExpression(in FrameRegisters registers, MemoryRead memory)
{
    private readonly FrameRegisters _registers = registers;
    private readonly Stack<ulong> _stack = new();

    /// <summary>The value; null where memory or a register that it needs is not known.</summary>
    public static ulong? Evaluate(ReadOnlySpan<byte> operations, in FrameRegisters registers, MemoryRead memory, ulong? first = null)
    {
        var expression = new DwarfExpression(registers, memory);
        if (first is { } value)
            expression._stack.Push(value);
        return expression.Run(operations) ? expression.Pop() : null;
    }

    private readonly bool Run(ReadOnlySpan<byte> operations)
    {
        var cursor = new ByteCursor(operations);
        for (var count = 0; !cursor.AtEnd; count++)
        {
            if (count == UnwindLimits.ExpressionOperations || _stack.Count > UnwindLimits.ExpressionValues)
                throw ElfSource.Bad("an expression that is too long");
            if (!Step(cursor.Byte(), ref cursor))
                return false;
        }

        return true;
    }

    private readonly bool Step(byte code, ref ByteCursor cursor)
    {
        switch (code)
        {
            case >= 0x30 and <= 0x4f: // lit0 to lit31
                _stack.Push(code - 0x30u);
                return true;
            case >= 0x70 and <= 0x8f: // breg0 to breg31
                return PushRegister(code - 0x70, cursor.Sleb());
            case 0x92: // bregx
                return PushRegister((int)Math.Min(cursor.Uleb(), FrameRegisters.Count), cursor.Sleb());
            case 0x06: // deref
                return PushMemory(Pop(), sizeof(ulong));
            case 0x94: // deref_size
                return PushMemory(Pop(), cursor.Byte());
            case >= 0x08 and <= 0x11:
                _stack.Push(Constant(code, ref cursor));
                return true;
            case 0x12: // dup
                _stack.Push(_stack.TryPeek(out var top) ? top : throw Empty());
                return true;
            case 0x13: // drop
                Pop();
                return true;
            case 0x1f: // neg
                _stack.Push(0 - Pop());
                return true;
            case 0x20: // not
                _stack.Push(~Pop());
                return true;
            case 0x23: // plus_uconst
                _stack.Push(Pop() + cursor.Uleb());
                return true;
            case 0x96: // nop
                return true;
            default:
                return Combine(code, Pop(), Pop());
        }
    }

    private readonly bool Combine(byte code, ulong second, ulong first)
    {
        _stack.Push(code switch
        {
            0x16 => throw ElfSource.Bad("a swap in an expression of frames"),
            0x1a => first & second,
            0x1c => first - second,
            0x1e => first * second,
            0x21 => first | second,
            0x22 => first + second,
            0x24 => first << (int)Math.Min(second, 63),
            0x25 => first >> (int)Math.Min(second, 63),
            0x26 => (ulong)((long)first >> (int)Math.Min(second, 63)),
            0x27 => first ^ second,
            0x29 => first == second ? 1UL : 0,
            0x2a => (long)first >= (long)second ? 1UL : 0,
            0x2b => (long)first > (long)second ? 1UL : 0,
            0x2c => (long)first <= (long)second ? 1UL : 0,
            0x2d => (long)first < (long)second ? 1UL : 0,
            0x2e => first != second ? 1UL : 0,
            _ => throw ElfSource.Bad($"an operation 0x{code:x} in an expression of frames"),
        });
        return true;
    }

    private static ulong Constant(byte code, ref ByteCursor cursor) => code switch
    {
        0x08 => cursor.Byte(),
        0x09 => (ulong)(sbyte)cursor.Byte(),
        0x0a => cursor.Word(),
        0x0b => (ulong)(short)cursor.Word(),
        0x0c => cursor.Long(),
        0x0d => (ulong)(int)cursor.Long(),
        0x0e or 0x0f => cursor.Quad(),
        0x10 => cursor.Uleb(),
        _ => (ulong)cursor.Sleb(),
    };

    private readonly bool PushRegister(int register, long offset)
    {
        if (register >= FrameRegisters.Count || _registers.Get((DwarfRegister)register) is not { } value)
            return false;
        _stack.Push(value + (ulong)offset);
        return true;
    }

    private readonly bool PushMemory(ulong address, int bytes)
    {
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        value.Clear();
        if (bytes is < 1 or > sizeof(ulong))
            throw ElfSource.Bad($"a value of {bytes} bytes in an expression of frames");
        if (!memory(address, value[..bytes]))
            return false;
        _stack.Push(BinaryPrimitives.ReadUInt64LittleEndian(value));
        return true;
    }

    private readonly ulong Pop() => _stack.TryPop(out var value) ? value : throw Empty();

    private static InvalidDataException Empty() => ElfSource.Bad("an expression that takes more than it has");
}
