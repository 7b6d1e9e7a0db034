using System.Buffers.Binary;

namespace Perdure.Checkpoints.Namespaces;

/// <summary>
/// The machine code of the first process of a pid namespace. With every signal blocked it waits for signals: at SIGCHLD it reaps whoever has
/// ended, any other signal it passes on to the program's root, or to everybody once the root has ended. What becomes of the root it writes
/// to a descriptor; when no process is left it exits as the root did.
/// On entry: rbx points to 16 bytes of data (a wait status, and the set of all signals), r12 holds the pid of the root, r13 the
/// descriptor (or -1), r14 is 0. The kernel preserves all of them.
/// </summary>
internal static class InitCode
{
    /// <summary>Where the process begins: the root may have ended before the first wait.</summary>
    public const int Entry = 0x2c;

    /// <summary>Offset of a <c>syscall</c> instruction.</summary>
    public const int SyscallOffset = 0x13;

    /// <summary>The code.</summary>
    public static ReadOnlySpan<byte> Code =>
    [
        0xb8, 0x80, 0x00, 0x00, 0x00,       // wait: mov eax, rt_sigtimedwait
        0x48, 0x8d, 0x7b, 0x08,             // lea rdi, [rbx+8]
        0x31, 0xf6,                         // xor esi, esi
        0x31, 0xd2,                         // xor edx, edx
        0x41, 0xba, 0x08, 0x00, 0x00, 0x00, // mov r10d, 8
        0x0f, 0x05,                         // syscall
        0x83, 0xf8, 0x11,                   // cmp eax, SIGCHLD
        0x74, 0x12,                         // je reap
        0x85, 0xc0,                         // test eax, eax
        0x7e, 0x0e,                         // jle reap
        0x89, 0xc6,                         // mov esi, eax
        0x44, 0x89, 0xe7,                   // mov edi, r12d
        0xb8, 0x3e, 0x00, 0x00, 0x00,       // mov eax, kill
        0x0f, 0x05,                         // syscall
        0xeb, 0xd4,                         // jmp wait
        0xbf, 0xff, 0xff, 0xff, 0xff,       // reap: mov edi, -1
        0x48, 0x89, 0xde,                   // mov rsi, rbx
        0xba, 0x03, 0x00, 0x00, 0x40,       // mov edx, WNOHANG | WUNTRACED | __WALL
        0x45, 0x31, 0xd2,                   // xor r10d, r10d
        0xb8, 0x3d, 0x00, 0x00, 0x00,       // mov eax, wait4
        0x0f, 0x05,                         // syscall
        0x85, 0xc0,                         // test eax, eax
        0x74, 0xb9,                         // je wait
        0x7c, 0x25,                         // jl nobody
        0x44, 0x39, 0xe0,                   // cmp eax, r12d
        0x75, 0xde,                         // jne reap
        0x44, 0x8b, 0x33,                   // mov r14d, [rbx]
        0x44, 0x89, 0xef,                   // mov edi, r13d
        0x48, 0x89, 0xde,                   // mov rsi, rbx
        0xba, 0x04, 0x00, 0x00, 0x00,       // mov edx, 4
        0xb8, 0x01, 0x00, 0x00, 0x00,       // mov eax, write
        0x0f, 0x05,                         // syscall
        0x80, 0x3b, 0x7f,                   // cmp byte [rbx], 0x7f: stopped only
        0x74, 0xc4,                         // je reap
        0x41, 0x83, 0xcc, 0xff,             // or r12d, -1: signals go to all that are left
        0xeb, 0xbe,                         // jmp reap
        0x83, 0xf8, 0xf6,                   // nobody: cmp eax, -ECHILD
        0x75, 0x8d,                         // jne wait
        0x44, 0x89, 0xf7,                   // mov edi, r14d
        0x83, 0xe7, 0x7f,                   // and edi, 0x7f: the signal that ended the root
        0x74, 0x08,                         // jz exited
        0x81, 0xc7, 0x80, 0x00, 0x00, 0x00, // add edi, 128
        0xeb, 0x0c,                         // jmp leave
        0x44, 0x89, 0xf7,                   // exited: mov edi, r14d
        0xc1, 0xef, 0x08,                   // shr edi, 8
        0x81, 0xe7, 0xff, 0x00, 0x00, 0x00, // and edi, 255
        0xb8, 0xe7, 0x00, 0x00, 0x00,       // leave: mov eax, exit_group
        0x0f, 0x05,                         // syscall
    ];

    /// <summary>The data at its start.</summary>
    public static byte[] Data()
    {
        var data = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(8), ulong.MaxValue);
        return data;
    }
}
