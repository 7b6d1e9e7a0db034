namespace Perdure.Agent.Hooks;

/// <summary>What a hook notes of a call.</summary>
[Flags]
internal enum CallKind
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>An event, if the call succeeded.</summary>
    Event = 1,

    /// <summary>Also if it failed.</summary>
    AnyResult = 2,

    /// <summary>The moment, as that of a wait.</summary>
    WaitMoment = 4,

    /// <summary>The moment, as that of a read.</summary>
    ReadMoment = 8,

    /// <summary>The moment, as that of an accepted connection.</summary>
    AcceptMoment = 16,

    /// <summary>The bytes at the second argument.</summary>
    BufferPayload = 32,

    /// <summary>The bytes in the buffers that the second argument lists, the third counts.</summary>
    VectorPayload = 64,

    /// <summary>The bytes in the buffers of the message at the second argument.</summary>
    MessagePayload = 128,

    /// <summary>Only what brings code of a file.</summary>
    NewCode = 256,

    /// <summary>Not what leaves the bytes where they are: the flags are the fourth argument.</summary>
    PeekInFourth = 512,

    /// <summary>The same; the flags are the third argument.</summary>
    PeekInThird = 1024,

    /// <summary>Whichever moment.</summary>
    AnyMoment = WaitMoment | ReadMoment | AcceptMoment,

    /// <summary>Whichever payload.</summary>
    AnyPayload = BufferPayload | VectorPayload | MessagePayload,
}
