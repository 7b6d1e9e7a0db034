namespace Perdure.Binaries.Unwinding;

/// <summary>The most that is taken from tables of frames and from stacks. Both may have been overwritten by the fault that is looked into.</summary>
public static class UnwindLimits
{
    /// <summary>The longest entry of .eh_frame.</summary>
    public const int EntryBytes = 64 * 1024;

    /// <summary>The most functions of one module.</summary>
    public const int Functions = 1 << 22;

    /// <summary>The deepest nesting of remembered states.</summary>
    public const int RememberedStates = 64;

    /// <summary>The most values on the stack of an expression, and the most operations of one.</summary>
    public const int ExpressionValues = 64, ExpressionOperations = 1024;

    /// <summary>The most frames of a stack: an endless recursion fills 8 MiB with frames of 16 bytes.</summary>
    public const int Frames = 1 << 19;
}
