using System.Buffers.Binary;
using Perdure.Binaries.Code;

namespace Perdure.Binaries.Unwinding;

/// <summary>
/// Goes on where a walk ended because a return address was overwritten: further up lie the frames of the callers, and one of the words there is the return address of the first that is whole. It is found by
/// its context: code stands before it that calls something that can come to the function whose frame was overwritten (or calls by a register), and a walk from there comes to where the stack begins.
/// </summary>
public sealed class SmashedStack
{
    private const int WordsSearched = 16 * 1024;
    private const int MostFrames = 256;
    private static readonly DwarfRegister[] s_kept = [DwarfRegister.Rbx, DwarfRegister.Rbp, DwarfRegister.R12, DwarfRegister.R13, DwarfRegister.R14, DwarfRegister.R15];
    private readonly StackWalk _walk;
    private readonly Func<ulong, CodeModule?> _moduleOf;
    private readonly MemoryRead _memory;
    private readonly CallReach _reach;

    /// <param name="walk">Walks.</param>
    /// <param name="moduleOf">The module of an instruction; null where no code is mapped.</param>
    /// <param name="memory">The memory.</param>
    public SmashedStack(StackWalk walk, Func<ulong, CodeModule?> moduleOf, MemoryRead memory)
    {
        _walk = walk;
        _moduleOf = moduleOf;
        _memory = memory;
        _reach = new CallReach(FunctionOf, memory);
    }

    /// <summary>The frames, completed if they ended too early and it could be done.</summary>
    public IReadOnlyList<StackFrame> Complete(IReadOnlyList<StackFrame> frames)
    {
        if (frames.Count == 0 || IsComplete(frames))
            return frames;
        // The last frame that makes sense is the one whose return address does not.
        var last = frames.Count - 1;
        while (last > 0 && _moduleOf(frames[last].Place) is null)
            last--;
        return Search(frames, last, byRegister: false) ?? Search(frames, last, byRegister: true) ?? frames;
    }

    private bool IsComplete(IReadOnlyList<StackFrame> frames)
    {
        var last = frames[^1];
        if (last.Registers.Rip == 0 || _moduleOf(last.Place) is not { } module)
            return last.Registers.Rip == 0;
        try
        {
            return module.Frames is not { } table || table.IsOutermost(last.Place - module.Bias);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private List<StackFrame>? Search(IReadOnlyList<StackFrame> frames, int last, bool byRegister)
    {
        var smashed = frames[last];
        if (FunctionOf(smashed.Place) is not { Start: var function })
            return null;
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        var at = smashed.Registers.Rsp & ~7UL;
        for (var count = 0; count < WordsSearched && _memory(at, word); count++, at += sizeof(ulong))
        {
            var candidate = BinaryPrimitives.ReadUInt64LittleEndian(word);
            if (CallBehind(candidate) is not { } call || call.Target is null != byRegister || (call.Target is { } target && !_reach.CanReach(target, function)))
                continue;
            var rest = _walk.Frames(CallerOf(smashed, function, call.Target, candidate, at + sizeof(ulong)), MostFrames, isInterrupted: false).ToList();
            if (IsComplete(rest) && rest.Count > 1)
                return [.. frames.Take(last), smashed with { FrameAddress = at + sizeof(ulong), ByGuess = true }, .. rest];
        }

        return null;
    }

    /// <summary>
    /// The registers behind the call. What the called function keeps on its stack lies right below the return address, which is whole. What it doesn't keep is as it was, unless functions in between changed
    /// it, whose frames are lost.
    /// </summary>
    private FrameRegisters CallerOf(StackFrame smashed, ulong function, ulong? called, ulong returnAddress, ulong frameAddress)
    {
        var registers = smashed.Registers;
        // Whose frame it is that ends here.
        var owner = called is { } target && _reach.Becomes(target, function) ? function : called;
        var isNextTo = owner == function || (owner is { } caller && _reach.Calls(caller, function));
        foreach (var register in isNextTo ? SavedBy(smashed.Place).Keys : s_kept)
            registers.Forget(register);
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        foreach (var (register, offset) in SavedBy(owner ?? 0))
            if (_memory(frameAddress + (ulong)offset, word))
                registers.Set(register, BinaryPrimitives.ReadUInt64LittleEndian(word));
        registers.Rip = returnAddress;
        registers.Rsp = frameAddress;
        return registers;
    }

    private IReadOnlyDictionary<DwarfRegister, long> SavedBy(ulong instruction) =>
        _moduleOf(instruction) is { Frames: { } table } module ? table.SavedAt(instruction - module.Bias) : new Dictionary<DwarfRegister, long>();

    private CallBefore? CallBehind(ulong address)
    {
        if (address < CallBefore.Bytes || _moduleOf(address - 1) is null)
            return null;
        Span<byte> code = stackalloc byte[CallBefore.Bytes];
        return _memory(address - CallBefore.Bytes, code) ? CallBefore.Find(code, address) : null;
    }

    private (ulong Start, ulong End)? FunctionOf(ulong address)
    {
        try
        {
            return _moduleOf(address) is { Frames: { } table } module && table.FindFunction(address - module.Bias) is { } bounds ? (bounds.Start + module.Bias, bounds.End + module.Bias) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
