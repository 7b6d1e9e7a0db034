namespace Perdure.Binaries.Code;

/// <summary>Why no jump can be placed at some instructions.</summary>
public enum WindowRefusal
{
    /// <summary>One can.</summary>
    None,

    /// <summary>The function ends before there is room.</summary>
    TooShort,

    /// <summary>A direct branch of the module leads to one of them.</summary>
    BranchInto,

    /// <summary>One of them can't be executed elsewhere: a call, another system call, a jump on rcx.</summary>
    Immovable,

    /// <summary>The code behind reads the flags, which the hook does not keep.</summary>
    FlagsNeeded,

    /// <summary>The bytes are in no known function and have not the known shape: they may be no call at all.</summary>
    UnknownCode,
}
