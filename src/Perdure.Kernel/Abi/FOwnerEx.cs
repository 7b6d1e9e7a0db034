using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>struct f_owner_ex of linux/fcntl.h: who gets the signals of a file.</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct f_owner_ex", "asm/fcntl.h")]
public struct FOwnerEx
{
    /// <summary>F_OWNER_TID 0, F_OWNER_PID 1, F_OWNER_PGRP 2.</summary>
    public int type;

    /// <summary>The thread, process or group.</summary>
    public int pid;
}
