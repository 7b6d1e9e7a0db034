namespace Perdure.Cli.Bisect;

/// <summary>How a search ended.</summary>
internal enum BisectionEnd
{
    /// <summary>There is a last good one and a first bad one.</summary>
    Found,

    /// <summary>The oldest one that could be judged is bad.</summary>
    BadFromTheStart,

    /// <summary>The newest one that could be judged is good.</summary>
    GoodToTheEnd,

    /// <summary>None at one of the ends could be judged.</summary>
    NothingJudged,
}
