namespace Perdure.Cli.Options;

/// <summary>When the service manager learns that the service is ready.</summary>
internal enum NotifyMode
{
    /// <summary>When the program is supervised.</summary>
    Supervised,

    /// <summary>When the program itself says so as well.</summary>
    Program,
}
