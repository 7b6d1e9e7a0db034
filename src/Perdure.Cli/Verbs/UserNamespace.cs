using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Cli.Verbs;

/// <summary>
/// Only root may make a pid namespace, but any user may make a user namespace in which he is allowed to. A process with several threads can't
/// enter one, so perdure becomes unshare(1), which enters it and becomes perdure again, with the same command line.
/// </summary>
internal static class UserNamespace
{
    private const string Tool = "/usr/bin/unshare";
    private const string Marker = "PERDURE_USER_NAMESPACE";

    /// <summary>Whether perdure lacks the right to make pid namespaces.</summary>
    internal static bool IsNeeded =>
        ProcStatus.Read(Pid.Self) is { Ok: true, Value.CapEffective: var rights } && (rights & (1UL << (int)Capability.CAP_SYS_ADMIN)) == 0;

    /// <summary>Begins again in a user namespace; returns never.</summary>
    internal static void Enter()
    {
        if (Environment.GetEnvironmentVariable(Marker) is not null || Obstacle() is not null)
            throw new PerdureException(
                $"a pid namespace can't be made here without root: {Obstacle() ?? "the user namespace gave no rights"}",
                "run perdure as root, or without --pid new",
                ExitCode.Unsupported);
        var own = ProcWords.CommandLine(Pid.Self).OrThrow("read perdure's own command line");
        var exe = ProcLinks.Exe(Pid.Self).OrThrow("find perdure's own program").Path;
        var error = Exec.Replace(Tool, ["unshare", "--user", "--map-current-user", "--keep-caps", "--", exe, .. own.Skip(1)], [.. OwnProgram.Environment(), $"{Marker}=1"]);
        throw new PerdureException($"cannot run {Tool}: {error}", "it belongs to the package util-linux", ExitCode.Unsupported);
    }

    private static string? Obstacle()
    {
        if (!File.Exists(Tool))
            return $"there is no {Tool} (package util-linux)";
        if (Setting("/proc/sys/user/max_user_namespaces") == "0" || Setting("/proc/sys/kernel/unprivileged_userns_clone") == "0")
            return "user namespaces are switched off";
        return Setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1" ? "AppArmor gives no rights in user namespaces" : null;
    }

    private static string Setting(string file) => File.Exists(file) ? File.ReadAllText(file).Trim() : "";
}
