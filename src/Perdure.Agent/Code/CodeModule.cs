using Perdure.Binaries.Code;
using Perdure.Kernel;

namespace Perdure.Agent.Code;

/// <summary>An executable mapping of a file, and the system calls in it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Start">Where the mapping begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="HasFunctions">Whether unwind information tells where its functions are.</param>
/// <param name="Sites">Its calls.</param>
internal sealed record CodeModule(string Path, RemotePtr Start, RemotePtr End, bool HasFunctions, IReadOnlyList<SyscallSite> Sites);
