using Breezeway.Annex.Branch;
using Breezeway.Base.Text;
using CsCheck;

namespace Breezeway.Annex.Tests.Branch;

public class UnionMergeTests
{
    static (string Text, int? Same) Merge(params string[] versions)
    {
        var r = UnionMerge.Merge([.. versions.Select(ByteText.Bytes)]);
        return (ByteText.From(r.Content), r.Same);
    }

    // Each as git-annex 10.20250416 merged it.
    [Theory]
    [InlineData("3s b\r\n1s a\r\n", "2s c\n1s a\n", "1s a\n1s a\r\n2s c\n3s b\r\n")]
    [InlineData("b\n\n\na\n", "c\n\n\na", "\na\nb\nc\n")]
    [InlineData("b\r\na\r\n", "a\n", "a\na\r\nb\r\n")]
    [InlineData(" a\nb \n", "A\n", " a\nA\nb \n")]
    [InlineData("\u00ff\n\u00c3\u00a9\nz\n", "a\n", "a\nz\n\u00c3\u00a9\n\u00ff\n")]
    [InlineData("a\rb\n", "c\n", "a\rb\nc\n")]
    [InlineData("a\0b\n", "c\n", "a\0b\nc\n")]
    public void The_lines_of_both_are_sorted(string a, string b, string merged) => Assert.Equal((merged, null), Merge(a, b));

    [Theory]
    [InlineData("b\na\n", "b\n", 0)]
    [InlineData("b\n", "b\na\n", 1)]
    [InlineData("b\na\n", "a\nb\n", 0)]
    [InlineData("b\na\na\n", "a\n", 0)]
    [InlineData("b\na", "a\n", 0)]
    [InlineData("b\n\na\n", "a\n", 0)]
    [InlineData("", "b\na\n", 1)]
    [InlineData("", "\n", 1)]
    [InlineData("", "", 0)]
    public void A_version_with_all_the_lines_is_taken_as_it_is(string a, string b, int same) =>
        Assert.Equal((same == 0 ? a : b, same), Merge(a, b));

    [Fact]
    public void Any_number_of_versions_merge_at_once()
    {
        Assert.Equal(("b\na\n", 2), Merge("a\n", "b\n", "b\na\n"));
        Assert.Equal(("a\nb\nc\n", null), Merge("c\n", "b\n", "b\na\n"));
        Assert.Equal(("b\na", 0), Merge("b\na"));
        Assert.Equal(("", null), Merge());
    }

    static readonly Gen<string> File = Gen.OneOfConst("a\n", "b\n", "c", "\n", "a\r\n", "3s 1 u\n", "\u00ff\n").List[0, 6].Select(l => string.Concat(l));

    static SortedSet<string> Lines(string text) => [.. text.Split('\n').SkipLast(text.EndsWith('\n') || text.Length == 0 ? 1 : 0)];

    [Fact]
    public void The_lines_of_a_merge_are_those_of_the_versions() =>
        File.List[1, 4].Sample(v => Assert.Equal(Lines(Merge([.. v]).Text), [.. v.SelectMany(Lines).Order(StringComparer.Ordinal).Distinct()]));

    [Fact]
    public void Merging_is_commutative_associative_and_idempotent_in_its_lines() =>
        Gen.Select(File, File, File).Sample((a, b, c) =>
        {
            Assert.Equal(Lines(Merge(a, b).Text), Lines(Merge(b, a).Text));
            Assert.Equal(Lines(Merge(Merge(a, b).Text, c).Text), Lines(Merge(a, Merge(b, c).Text).Text));
            Assert.Equal((a, 0), Merge(a, a));
            string ab = Merge(a, b).Text;
            Assert.Equal((ab, 0), Merge(ab, b));
            Assert.Equal((ab, 0), Merge(ab, a));
        });

    [Fact]
    public void What_is_made_new_is_sorted_whatever_the_order() =>
        Gen.Select(File, File).Sample((a, b) =>
        {
            var (text, same) = Merge(a, b);
            if (same is null) Assert.Equal((text, null), Merge(b, a));
            else Assert.Equal(same == 0 ? a : b, text);
        });
}
