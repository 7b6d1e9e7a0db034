using System.Buffers.Binary;
using Perdure.Binaries.Code;

namespace Perdure.Binaries.Unwinding;

/// <summary>
/// Goes on where a walk ended because a return address was overwritten: further up lie the frames of the callers, and one of the words there is the return address of the first that is whole. It is found by
/// its context: code stands before it that calls, best of all the function whose frame was overwritten, and a walk from there comes to where the stack begins.
/// </summary>
/// <param name="walk">Walks.</param>
/// <param name="moduleOf">The module of an instruction; null where no code is mapped.</param>
/// <param name="memory">The memory.</param>
public sealed class SmashedStack(StackWalk walk, Func<ulong, CodeModule?> moduleOf, MemoryRead memory)
{
    private const int WordsSearched = 16 * 1024;
    private const int MostFrames = 256;

    /// <summary>The frames, completed if they ended too early and it could be done.</summary>
    public IReadOnlyList<StackFrame> Complete(IReadOnlyList<StackFrame> frames)
    {
        if (frames.Count == 0 || IsComplete(frames))
            return frames;
        // The last frame that makes sense is the one whose return address does not.
        var last = frames.Count - 1;
        while (last > 0 && moduleOf(frames[last].Place) is null)
            last--;
        return Search(frames, last, onlyItsCallers: true) ?? Search(frames, last, onlyItsCallers: false) ?? frames;
    }

    private bool IsComplete(IReadOnlyList<StackFrame> frames)
    {
        var last = frames[^1];
        if (last.Registers.Rip == 0 || moduleOf(last.Place) is not { } module)
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

    private List<StackFrame>? Search(IReadOnlyList<StackFrame> frames, int last, bool onlyItsCallers)
    {
        var smashed = frames[last];
        if (moduleOf(smashed.Place) is not { Frames: { } table } module)
            return null;
        var function = table.FindFunction(smashed.Place - module.Bias)?.Start + module.Bias;
        var registers = smashed.Registers;
        // What it kept on its stack is lost with it.
        foreach (var register in table.SavedAt(smashed.Place - module.Bias))
            registers.Forget(register);
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        var at = smashed.Registers.Rsp & ~7UL;
        for (var count = 0; count < WordsSearched && memory(at, word); count++, at += sizeof(ulong))
        {
            var candidate = BinaryPrimitives.ReadUInt64LittleEndian(word);
            if (!IsBehindCall(candidate, onlyItsCallers ? function : null))
                continue;
            var caller = registers;
            caller.Rip = candidate;
            caller.Rsp = at + sizeof(ulong);
            var rest = walk.Frames(caller, MostFrames, isInterrupted: false).ToList();
            if (IsComplete(rest) && rest.Count > 1)
                return [.. frames.Take(last), smashed with { FrameAddress = caller.Rsp, ByGuess = true }, .. rest];
        }

        return null;
    }

    private bool IsBehindCall(ulong address, ulong? target)
    {
        if (address < CallBefore.Bytes || moduleOf(address - 1) is null)
            return false;
        Span<byte> code = stackalloc byte[CallBefore.Bytes];
        return memory(address - CallBefore.Bytes, code) && CallBefore.Find(code, address) is { } call && (target is null || call.Target == target);
    }
}
