using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>struct termios2 of asm/termbits.h.</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct termios2", "asm/termbits.h")]
public struct TermiosBuffer
{
    /// <summary>Input modes.</summary>
    public uint c_iflag;

    /// <summary>Output modes.</summary>
    public uint c_oflag;

    /// <summary>Control modes.</summary>
    public uint c_cflag;

    /// <summary>Local modes.</summary>
    public uint c_lflag;

    /// <summary>Line discipline.</summary>
    public byte c_line;

    /// <summary>Control characters.</summary>
    public ControlCharacters c_cc;

    /// <summary>Input speed.</summary>
    public uint c_ispeed;

    /// <summary>Output speed.</summary>
    public uint c_ospeed;

    /// <summary>cc_t[19].</summary>
    [InlineArray(19)]
    public struct ControlCharacters
    {
        private byte _first;
    }
}
