using System.Buffers.Binary;
using Perdure.Binaries.Code;

namespace Perdure.Binaries.Unwinding;

/// <summary>
/// Walks a stack from the inside out. Where tables are missing it goes on by the frame pointer, as compilers for run-times keep it; a call to where no code is is undone first. What was overwritten ends
/// the walk or leads it astray: a frame address never goes down, and the caller judges what it gets.
/// </summary>
/// <param name="moduleOf">The module of an instruction; null where no code is mapped.</param>
/// <param name="memory">The memory.</param>
public sealed class StackWalk(Func<ulong, CodeModule?> moduleOf, MemoryRead memory)
{
    private static readonly DwarfRegister[] s_kept = [DwarfRegister.Rbx, DwarfRegister.Rbp, DwarfRegister.R12, DwarfRegister.R13, DwarfRegister.R14, DwarfRegister.R15];

    /// <summary>The frames, the innermost first, as far as they can be followed.</summary>
    /// <param name="registers">The registers of the thread.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="isInterrupted">Whether the first goes on at an instruction of its own, and not behind a call.</param>
    public IEnumerable<StackFrame> Frames(FrameRegisters registers, int most = UnwindLimits.Frames, bool isInterrupted = true)
    {
        for (var count = 0; count < Math.Min(most, UnwindLimits.Frames); count++)
        {
            var step = Step(registers, isInterrupted);
            yield return new StackFrame(registers, step?.FrameAddress ?? 0, isInterrupted, step?.ByGuess ?? false);
            if (step is not { } caller || caller.Registers.Rip == 0 || (caller.Registers.Rsp <= registers.Rsp && !caller.IsInterrupted))
                yield break;
            registers = caller.Registers;
            isInterrupted = caller.IsInterrupted;
        }
    }

    private (FrameRegisters Registers, ulong FrameAddress, bool IsInterrupted, bool ByGuess)? Step(in FrameRegisters registers, bool isInterrupted)
    {
        var place = isInterrupted ? registers.Rip : registers.Rip - 1;
        var module = moduleOf(place);
        if (module is null)
            return isInterrupted ? UndoCall(registers) : null;
        try
        {
            return module.Frames?.RowAt(place - module.Bias) is { } found ? ByTable(registers, found.Entry, found.Row) : ByFramePointer(registers);
        }
        catch (InvalidDataException)
        {
            return ByFramePointer(registers);
        }
    }

    private (FrameRegisters, ulong, bool, bool)? ByTable(in FrameRegisters registers, FrameEntry entry, UnwindRow row)
    {
        if (FrameAddressOf(registers, row) is not { } frame)
            return null;
        var caller = default(FrameRegisters);
        for (var number = 0; number < FrameRegisters.Count; number++)
            if (number != (int)DwarfRegister.Rsp && number != entry.Common.ReturnAddress && Value(registers, row[number], number, frame) is { } value)
                caller.Set((DwarfRegister)number, value);
        caller.Rsp = row[(int)DwarfRegister.Rsp].Kind == RuleKind.Unsaid ? frame : Value(registers, row[(int)DwarfRegister.Rsp], (int)DwarfRegister.Rsp, frame) ?? frame;
        if (Value(registers, row[entry.Common.ReturnAddress], entry.Common.ReturnAddress, frame) is not { } returnAddress)
            return null;
        caller.Rip = returnAddress;
        return (caller, frame, entry.Common.IsSignalFrame, false);
    }

    private ulong? FrameAddressOf(in FrameRegisters registers, UnwindRow row) => row.CfaExpression is { } expression
        ? DwarfExpression.Evaluate(expression, registers, memory)
        : registers.Get((DwarfRegister)row.CfaRegister) + (ulong)row.CfaOffset;

    private ulong? Value(in FrameRegisters registers, in RegisterRule rule, int number, ulong frame) => rule.Kind switch
    {
        RuleKind.Unsaid => s_kept.Contains((DwarfRegister)number) ? registers.Get((DwarfRegister)number) : null,
        RuleKind.SameValue => registers.Get((DwarfRegister)number),
        RuleKind.Offset => Word(frame + (ulong)rule.Number),
        RuleKind.ValueOffset => frame + (ulong)rule.Number,
        RuleKind.Register => rule.Number is >= 0 and < FrameRegisters.Count ? registers.Get((DwarfRegister)rule.Number) : null,
        RuleKind.Expression => DwarfExpression.Evaluate(rule.Expression, registers, memory, frame) is { } address ? Word(address) : null,
        RuleKind.ValueExpression => DwarfExpression.Evaluate(rule.Expression, registers, memory, frame),
        _ => null,
    };

    /// <summary>A call through a bad pointer has done nothing yet but push its return address.</summary>
    private (FrameRegisters, ulong, bool, bool)? UndoCall(in FrameRegisters registers)
    {
        if (Word(registers.Rsp) is not { } returnAddress || moduleOf(returnAddress - 1) is null || !IsBehindCall(returnAddress))
            return null;
        var caller = registers;
        caller.Rip = returnAddress;
        caller.Rsp = registers.Rsp + sizeof(ulong);
        return (caller, caller.Rsp, false, true);
    }

    private bool IsBehindCall(ulong address)
    {
        Span<byte> code = stackalloc byte[CallBefore.Bytes];
        return memory(address - CallBefore.Bytes, code) && CallBefore.Find(code, address) is not null;
    }

    private (FrameRegisters, ulong, bool, bool)? ByFramePointer(in FrameRegisters registers)
    {
        const ulong largestFrame = 1 << 20;
        if (registers.Get(DwarfRegister.Rbp) is not { } pointer || pointer < registers.Rsp || pointer - registers.Rsp > largestFrame || pointer % sizeof(ulong) != 0)
            return null;
        if (Word(pointer) is not { } outer || Word(pointer + sizeof(ulong)) is not { } returnAddress || moduleOf(returnAddress - 1) is null)
            return null;
        var caller = default(FrameRegisters);
        caller.Rip = returnAddress;
        caller.Rsp = pointer + (2 * sizeof(ulong));
        caller.Set(DwarfRegister.Rbp, outer);
        return (caller, caller.Rsp, false, true);
    }

    private ulong? Word(ulong address)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        return memory(address, word) ? BinaryPrimitives.ReadUInt64LittleEndian(word) : null;
    }
}
