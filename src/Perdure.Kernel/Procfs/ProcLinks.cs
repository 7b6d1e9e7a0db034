namespace Perdure.Kernel.Procfs;

/// <summary>The links exe, cwd and root of a process. The kernel answers ENOENT for a kernel thread or a zombie.</summary>
public static class ProcLinks
{
    /// <summary>The program file.</summary>
    public static KernelResult<LinkTarget> Exe(Pid pid) => Read(pid, "exe");

    /// <summary>The working directory.</summary>
    public static KernelResult<LinkTarget> WorkingDirectory(Pid pid) => Read(pid, "cwd");

    /// <summary>The root directory.</summary>
    public static KernelResult<LinkTarget> Root(Pid pid) => Read(pid, "root");

    private static KernelResult<LinkTarget> Read(Pid pid, string name)
    {
        var target = ProcFile.ReadLink(pid, name);
        return target.Ok ? KernelResult.Success(LinkTarget.Parse(target.Value)) : KernelResult.Failure<LinkTarget>(target.Error);
    }
}
