namespace Perdure.Binaries.Unwinding;

/// <summary>Executes the instructions that describe a function's table, up to the row of one instruction (DWARF 5, 6.4.2).</summary>
internal sealed class RowProgram
{
    private readonly CommonEntry _common;
    private readonly Stack<UnwindRow> _remembered = new();
    private readonly Dictionary<DwarfRegister, long> _saved = [];
    private UnwindRow _row = new();
    private UnwindRow _initial = new();
    private ulong _location;

    private RowProgram(CommonEntry common, ulong start)
    {
        _common = common;
        _location = start;
    }

    /// <summary>The row that holds at an address.</summary>
    public static UnwindRow RowAt(FrameEntry entry, ulong address)
    {
        var program = new RowProgram(entry.Common, entry.Start);
        program.Run(entry.Common.Program, ulong.MaxValue);
        program._initial = program._row.Copy();
        program.Run(entry.Program, address);
        return program._row;
    }

    /// <summary>The registers that the function keeps on its stack at one place or another, and where, from the canonical frame address.</summary>
    public static IReadOnlyDictionary<DwarfRegister, long> SavedBy(FrameEntry entry)
    {
        var program = new RowProgram(entry.Common, entry.Start);
        program.Run(entry.Common.Program, ulong.MaxValue);
        program.Run(entry.Program, ulong.MaxValue);
        return program._saved;
    }

    private void Run(ReadOnlySpan<byte> instructions, ulong until)
    {
        var cursor = new ByteCursor(instructions);
        while (!cursor.AtEnd)
        {
            var code = cursor.Byte();
            var low = code & 0x3f;
            switch (code >> 6)
            {
                case 1:
                    _location += (ulong)low * _common.CodeFactor;
                    break;
                case 2:
                    _row[low] = new RegisterRule(RuleKind.Offset, (long)cursor.Uleb() * _common.DataFactor);
                    _saved[(DwarfRegister)low] = _row[low].Number;
                    break;
                case 3:
                    _row[low] = _initial[low];
                    break;
                default:
                    Extended(low, ref cursor);
                    break;
            }

            if (_location > until)
                return;
        }
    }

    private void Extended(int code, ref ByteCursor cursor)
    {
        switch (code)
        {
            case 0x00: break; // DW_CFA_nop
            case 0x01: _location = _common.Pointers.Read(ref cursor, 0, 0); break; // set_loc
            case 0x02: _location += cursor.Byte() * _common.CodeFactor; break; // advance_loc1
            case 0x03: _location += cursor.Word() * _common.CodeFactor; break;
            case 0x04: _location += cursor.Long() * _common.CodeFactor; break;
            case 0x0a: Remember(); break;
            case 0x0b: Restore(); break;
            case 0x0c: DefineCfa((int)cursor.Uleb(), (long)cursor.Uleb()); break;
            case 0x0d: DefineCfa((int)cursor.Uleb(), _row.CfaOffset); break;
            case 0x0e: DefineCfa(_row.CfaRegister, (long)cursor.Uleb()); break;
            case 0x0f: _row.CfaExpression = cursor.Block().ToArray(); break;
            case 0x12: DefineCfa((int)cursor.Uleb(), cursor.Sleb() * _common.DataFactor); break;
            case 0x13: DefineCfa(_row.CfaRegister, cursor.Sleb() * _common.DataFactor); break;
            case 0x2e: cursor.Uleb(); break; // GNU_args_size: pushed arguments, for exceptions only
            default: Rule(code, (int)Math.Min(cursor.Uleb(), int.MaxValue), ref cursor); break;
        }
    }

    private void Rule(int code, int register, ref ByteCursor cursor) => _row[register] = code switch
    {
        0x05 => new RegisterRule(RuleKind.Offset, (long)cursor.Uleb() * _common.DataFactor), // offset_extended
        0x06 => _initial[register], // restore_extended
        0x07 => new RegisterRule(RuleKind.Undefined),
        0x08 => new RegisterRule(RuleKind.SameValue),
        0x09 => new RegisterRule(RuleKind.Register, (long)cursor.Uleb()),
        0x10 => new RegisterRule(RuleKind.Expression, Expression: cursor.Block().ToArray()),
        0x11 => new RegisterRule(RuleKind.Offset, cursor.Sleb() * _common.DataFactor), // offset_extended_sf
        0x14 => new RegisterRule(RuleKind.ValueOffset, (long)cursor.Uleb() * _common.DataFactor),
        0x15 => new RegisterRule(RuleKind.ValueOffset, cursor.Sleb() * _common.DataFactor),
        0x16 => new RegisterRule(RuleKind.ValueExpression, Expression: cursor.Block().ToArray()),
        0x2f => new RegisterRule(RuleKind.Offset, -(long)cursor.Uleb() * _common.DataFactor), // GNU_negative_offset_extended
        _ => throw ElfSource.Bad($"an instruction 0x{code:x} in a table of frames"),
    };

    private void DefineCfa(int register, long offset)
    {
        _row.CfaExpression = null;
        _row.CfaRegister = register is >= 0 and < FrameRegisters.Count ? register : throw ElfSource.Bad($"a frame address by register {register}");
        _row.CfaOffset = offset;
    }

    private void Remember()
    {
        if (_remembered.Count == UnwindLimits.RememberedStates)
            throw ElfSource.Bad("too many remembered rows");
        _remembered.Push(_row.Copy());
    }

    private void Restore() => _row = _remembered.TryPop(out var row) ? row : throw ElfSource.Bad("a row that was never remembered");
}
