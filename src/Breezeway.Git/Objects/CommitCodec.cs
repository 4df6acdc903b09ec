using System.Text;
using Breezeway.Base.Text;

namespace Breezeway.Git.Objects;

/// <summary>Commit objects, parsed and formatted: headers, an empty line, the message. A header goes on in lines that start with a space.</summary>
public static class CommitCodec
{
    /// <summary>Throws <see cref="CorruptData"/> when there is no tree line.</summary>
    public static Commit Parse(ReadOnlySpan<byte> content)
    {
        string text = ByteText.From(content);
        var headers = new List<CommitHeader>();
        int at = 0;
        while (at < text.Length && text[at] != '\n')
        {
            int end = text.IndexOf('\n', at);
            if (end < 0) end = text.Length;
            AddLine(headers, text[at..end]);
            at = Math.Min(end + 1, text.Length);
        }
        return Build(headers, at < text.Length ? text[(at + 1)..] : "");
    }

    static void AddLine(List<CommitHeader> headers, string line)
    {
        if (line.StartsWith(' ') && headers.Count > 0)
        {
            headers[^1] = headers[^1] with { Value = headers[^1].Value + "\n" + line[1..] };
            return;
        }
        int space = line.IndexOf(' ');
        headers.Add(space < 0 ? new CommitHeader(line, "") : new CommitHeader(line[..space], line[(space + 1)..]));
    }

    static Commit Build(List<CommitHeader> headers, string message)
    {
        if (headers.Count == 0 || headers[0].Name != "tree" || !Sha.TryParse(headers[0].Value, out var tree))
            throw new CorruptData("a git commit object is malformed");
        var parents = new List<Sha>();
        string author = "", committer = "";
        var extra = new List<CommitHeader>();
        foreach (var h in headers.Skip(1))
        {
            if (h.Name == "parent" && Sha.TryParse(h.Value, out var p)) parents.Add(p);
            else if (h.Name == "author" && author == "") author = h.Value;
            else if (h.Name == "committer" && committer == "") committer = h.Value;
            else extra.Add(h);
        }
        return new Commit(tree, parents, author, committer, extra, message);
    }

    /// <summary>The object's content. Parsing it again gives an equal commit.</summary>
    public static byte[] Format(Commit commit)
    {
        var b = new StringBuilder(256 + commit.Message.Length);
        b.Append("tree ").Append(commit.Tree.ToString()).Append('\n');
        foreach (var p in commit.Parents) b.Append("parent ").Append(p.ToString()).Append('\n');
        b.Append("author ").Append(commit.Author).Append('\n');
        b.Append("committer ").Append(commit.Committer).Append('\n');
        foreach (var h in commit.Extra) b.Append(h.Name).Append(' ').Append(h.Value.Replace("\n", "\n ")).Append('\n');
        b.Append('\n').Append(commit.Message);
        return ByteText.Bytes(b.ToString());
    }
}
