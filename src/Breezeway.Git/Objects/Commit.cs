namespace Breezeway.Git.Objects;

/// <summary>A header of a commit beyond the standard ones (<c>gpgsig</c>, <c>mergetag</c>, <c>encoding</c> ...). Lines of <paramref name="Value"/> are joined by \n.</summary>
public sealed record CommitHeader(string Name, string Value);

/// <summary>What a commit object says, all byte text.</summary>
/// <param name="Author">The raw line after <c>author </c>; see <see cref="CommitIdent"/>.</param>
/// <param name="Committer">The raw line after <c>committer </c>.</param>
/// <param name="Extra">Every other header in order.</param>
/// <param name="Message">Everything after the empty line, as it is.</param>
public sealed record Commit(Sha Tree, IReadOnlyList<Sha> Parents, string Author, string Committer, IReadOnlyList<CommitHeader> Extra, string Message)
{
    /// <summary>A commit without further headers.</summary>
    public Commit(Sha tree, IReadOnlyList<Sha> parents, string author, string committer, string message)
        : this(tree, parents, author, committer, [], message) { }

    /// <summary>The message's declared encoding; null means UTF-8.</summary>
    public string? Encoding => Extra.FirstOrDefault(h => h.Name == "encoding")?.Value;

    /// <summary>Seconds since 1970 of the committer line; 0 when it cannot be read.</summary>
    public long CommitSeconds => CommitIdent.TryParse(Committer, out var who) ? who!.Seconds : 0;
}
