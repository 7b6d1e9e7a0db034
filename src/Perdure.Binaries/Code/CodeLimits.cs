namespace Perdure.Binaries.Code;

/// <summary>The most that is taken from the code of a module and from what describes it.</summary>
public static class CodeLimits
{
    /// <summary>The functions of one module.</summary>
    public const int Functions = 1 << 21;

    /// <summary>The bytes of one function; what is longer is not code that a compiler made.</summary>
    public const int FunctionBytes = 16 << 20;

    /// <summary>The bytes of code of one module.</summary>
    public const int CodeBytes = 512 << 20;

    /// <summary>The bytes of unwind information of one module.</summary>
    public const int UnwindBytes = 256 << 20;

    /// <summary>The longest instruction of the processor.</summary>
    public const int InstructionBytes = 15;
}
