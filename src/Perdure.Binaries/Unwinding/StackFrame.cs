namespace Perdure.Binaries.Unwinding;

/// <summary>One frame of a stack: a function that is being executed.</summary>
/// <param name="Registers">Its registers: of the innermost frame all, of others those that their callee kept. The instruction pointer is where it goes on.</param>
/// <param name="FrameAddress">The canonical frame address: the stack pointer in the caller before the call. 0 where it can't be told.</param>
/// <param name="IsInterrupted">Whether it goes on at an instruction of its own, and not behind a call: the innermost, and one that a signal interrupted.</param>
/// <param name="ByGuess">Whether it was found by frame pointers or a return address on the stack, and not by tables.</param>
public readonly record struct StackFrame(FrameRegisters Registers, ulong FrameAddress, bool IsInterrupted, bool ByGuess)
{
    /// <summary>An address within the instruction that the frame is at: behind a call the next one may be another function's.</summary>
    public ulong Place => IsInterrupted ? Registers.Rip : Registers.Rip - 1;
}
