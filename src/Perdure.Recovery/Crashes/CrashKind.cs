namespace Perdure.Recovery.Crashes;

/// <summary>What sort of fault ended the normal course.</summary>
public enum CrashKind
{
    /// <summary>A read of memory that is not there, or not to be read.</summary>
    Read,

    /// <summary>A write to memory that is not there, or not to be written.</summary>
    Write,

    /// <summary>A jump or call to where no code is.</summary>
    Execute,

    /// <summary>The stack has run over its end.</summary>
    StackOverflow,

    /// <summary>A division by zero, or one that overflows.</summary>
    Arithmetic,

    /// <summary>An instruction that is none, a breakpoint, a trap.</summary>
    Instruction,

    /// <summary>The program gave itself up: abort(3), a failed assertion, the C library's checks of heap and stack.</summary>
    Abort,
}
