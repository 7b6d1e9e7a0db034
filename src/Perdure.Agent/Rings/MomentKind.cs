namespace Perdure.Agent.Rings;

/// <summary>Which call a moment is of.</summary>
public enum MomentKind
{
    /// <summary>A wait for events: epoll_wait, poll, select and their like, whatever they answered.</summary>
    Wait,

    /// <summary>A read that brought bytes or the end of the stream.</summary>
    Read,

    /// <summary>A connection that was accepted.</summary>
    Accept,
}
