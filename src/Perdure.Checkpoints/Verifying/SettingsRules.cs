using Perdure.Checkpoints.Image;

namespace Perdure.Checkpoints.Verifying;

/// <summary>What must hold of the settings of a process.</summary>
internal static class SettingsRules
{
    private const int MaxTimers = 1 << 16;
    private const int Limits = 16;
    private const int AllPermissions = 0x1ff;

    /// <summary>Every broken rule.</summary>
    public static IEnumerable<string> Problems(ProcessSettings settings)
    {
        foreach (var path in new[] { settings.Executable.Path, settings.WorkingDirectory, settings.RootDirectory })
        {
            if (!IsPath(path))
                yield return $"'{path}' is no path";
        }

        if (FileProblem(settings.Executable) is { } file)
            yield return file;
        if (settings.Umask is < 0 or > AllPermissions)
            yield return $"the umask {settings.Umask} can't be";
        if (settings.SignalActions.Any(action => action is not { Signal: >= 1 and <= 64 }))
            yield return "an action is for no signal";
        if (ThreadRules.SignalProblem(settings.PendingSignals) is { } signal)
            yield return signal;
        if (settings.Limits.Any(limit => limit is not { Resource: >= 0 and < Limits } || limit.Soft > limit.Hard))
            yield return "a resource limit can't be";
        if (settings.IntervalTimers.Any(timer => timer is not { Which: >= 0 and <= 2, ValueMicroseconds: >= 0, IntervalMicroseconds: >= 0 }))
            yield return "an interval timer can't be";
        if (settings.PosixTimers.Count > MaxTimers || settings.PosixTimers.Any(timer => timer is not { Id: >= 0, ValueNanoseconds: >= 0, IntervalNanoseconds: >= 0 }))
            yield return "a timer can't be";
        if (settings.Cgroups.Any(line => line is null))
            yield return "the list of control groups has a hole";
    }

    /// <summary>Whether a text can be an absolute path.</summary>
    public static bool IsPath(string path) => path.StartsWith('/') && !path.Contains('\0', StringComparison.Ordinal);

    /// <summary>What is wrong with the identity of a file; null if nothing is.</summary>
    public static string? FileProblem(FileIdentity file)
    {
        const int maxBuildId = 128;
        if (!IsPath(file.Path))
            return $"'{file.Path}' is no path";
        if (file.Size < 0)
            return $"{file.Path} has a size of {file.Size}";
        return file.BuildId is { } id && (id.Length is 0 or > maxBuildId || id.Length % 2 != 0 || !id.All(char.IsAsciiHexDigitLower)) ? $"{file.Path} has a build id that is none" : null;
    }
}
